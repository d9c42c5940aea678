using Microsoft.Extensions.Configuration;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Reads a provider's topics from configuration: <c>Topics:&lt;topic&gt;:DeliverTo</c> names a grain interface, or <c>AsStream</c> is true;
/// <c>Start</c> says where to begin, <c>DeadLetterSuffix</c>, <c>DeadLetterSink</c> or <c>WithoutDeadLetters</c> where dead letters go. With <c>DeliverTo</c> there are <c>PermanentFailure</c>, <c>WithoutKey</c> and <c>Workers</c>, with
/// <c>AsStream</c> the options of <see cref="KafkaStreamTopicOptions"/>.
/// </summary>
internal static class TopicsSection
{
    public const string Key = "Topics";

    private const string DeliverTo = "DeliverTo";
    private const string AsStream = "AsStream";
    private const string Start = "Start";
    private const string PermanentFailure = "PermanentFailure";
    private const string WithoutKey = "WithoutKey";
    private const string Workers = "Workers";

    private const string DeadLetterSuffix = nameof(KafkaTopicBuilder.DeadLetterSuffix);
    private const string DeadLetterSink = "DeadLetterSink";
    private const string WithoutDeadLetters = nameof(KafkaTopicBuilder.WithoutDeadLetters);

    private static readonly string[] OfEvery = [DeliverTo, AsStream, Start, DeadLetterSuffix, DeadLetterSink, WithoutDeadLetters];
    private static readonly string[] OfKeyed = [PermanentFailure, WithoutKey, Workers];
    private static readonly string[] OfStreams = [nameof(KafkaStreamTopicOptions.OnFailure), nameof(KafkaStreamTopicOptions.Keyless), nameof(KafkaStreamTopicOptions.BatchCountMax), nameof(KafkaStreamTopicOptions.CarriesRequestContext), nameof(KafkaStreamTopicOptions.Namespace), nameof(KafkaStreamTopicOptions.NamespaceHeader), nameof(KafkaStreamTopicOptions.DeliversTombstones)];

    public static void Read(IConfiguration section, KafkaStreamsBuilder kafka)
    {
        foreach (var topic in section.GetSection(Key).GetChildren())
        {
            kafka.Topic(topic.Key, builder => Configure(topic, builder));
        }
    }

    private static void Configure(IConfigurationSection topic, KafkaTopicBuilder builder)
    {
        string[] known = [.. OfEvery, .. OfKeyed, .. OfStreams];
        Reject(topic, key => known.Contains(key, StringComparer.OrdinalIgnoreCase), $"is no setting of a topic. Known are: {string.Join(", ", known)}.");
        if (topic[Start] is not null)
        {
            builder.StartAt(EnumOf<KafkaStart>(topic, Start));
        }

        SetDeadLetters(topic, builder);
        var isStream = Bool(topic, AsStream);
        if (isStream)
        {
            Reject(topic, key => !OfKeyed.Contains(key, StringComparer.OrdinalIgnoreCase), $"is for topics with {DeliverTo}; this one is streams.");
            builder.AsStream(options => Configure(topic, options));
        }
        else
        {
            Reject(topic, key => !OfStreams.Contains(key, StringComparer.OrdinalIgnoreCase), $"is for topics with {AsStream}.");
        }

        if (topic[DeliverTo] is { } name)
        {
            Deliver(topic, builder, name);
        }
    }

    private static void SetDeadLetters(IConfigurationSection topic, KafkaTopicBuilder builder)
    {
        var without = Bool(topic, WithoutDeadLetters);
        if ((topic[DeadLetterSuffix] is null ? 0 : 1) + (topic[DeadLetterSink] is null ? 0 : 1) + (without ? 1 : 0) > 1)
        {
            throw new OrleansConfigurationException($"{topic.Path} has more than one of {DeadLetterSuffix}, {DeadLetterSink} and {WithoutDeadLetters}: its dead letters go to one place.");
        }

        if (without)
        {
            builder.WithoutDeadLetters();
        }
        else if (topic[DeadLetterSuffix] is { } suffix)
        {
            try
            {
                builder.DeadLetterSuffix(suffix);
            }
            catch (ArgumentException e)
            {
                throw new OrleansConfigurationException($"{topic.Path}:{DeadLetterSuffix} is \"{suffix}\": {e.Message}", e);
            }
        }
        else if (topic[DeadLetterSink] is not null)
        {
            var type = ConfiguredType.Class<IDeadLetterSink>(topic, DeadLetterSink);
            builder.DeadLettersTo(services => (IDeadLetterSink)Microsoft.Extensions.DependencyInjection.ActivatorUtilities.GetServiceOrCreateInstance(services, type));
        }
    }

    private static void Deliver(IConfigurationSection topic, KafkaTopicBuilder builder, string name)
    {
        builder.DeliverTo(ConfiguredType.Find(name, typeof(IKeyedReceiver)) is { IsInterface: true } type
            ? type
            : throw new OrleansConfigurationException($"{topic.Path}:{DeliverTo} is \"{name}\", but no loaded assembly has such a grain interface that extends {nameof(IEventReceiver)} or {nameof(ICancellableEventReceiver)}. Right is its full name, with the assembly where that is not loaded yet: \"MyApp.IMeterGrain, MyApp\"."));
        if (topic[PermanentFailure] is not null)
        {
            builder.OnPermanentFailure(PolicyOf(topic, PermanentFailure));
        }

        if (topic[WithoutKey] is not null)
        {
            var policy = EnumOf<KeylessRecords>(topic, WithoutKey);
            _ = topic[Workers] is null ? builder.WithoutKey(policy) : builder.WithoutKey(policy, AtLeastOne(topic, Workers));
        }
        else if (topic[Workers] is not null)
        {
            throw new OrleansConfigurationException($"{topic.Path}:{Workers} is for topics with {WithoutKey}={nameof(KeylessRecords.Spread)}.");
        }
    }

    private static void Configure(IConfigurationSection topic, KafkaStreamTopicOptions options)
    {
        options.OnFailure = topic[nameof(options.OnFailure)] is null ? options.OnFailure : PolicyOf(topic, nameof(options.OnFailure));
        options.Keyless = topic[nameof(options.Keyless)] is null ? options.Keyless : EnumOf<KeylessStreamRecords>(topic, nameof(options.Keyless));
        options.BatchCountMax = topic[nameof(options.BatchCountMax)] is null ? options.BatchCountMax : AtLeastOne(topic, nameof(options.BatchCountMax));
        options.CarriesRequestContext = topic[nameof(options.CarriesRequestContext)] is null ? options.CarriesRequestContext : Bool(topic, nameof(options.CarriesRequestContext));
        options.Namespace = topic[nameof(options.Namespace)] ?? options.Namespace;
        options.NamespaceHeader = topic[nameof(options.NamespaceHeader)] ?? options.NamespaceHeader;
        options.DeliversTombstones = topic[nameof(options.DeliversTombstones)] is null ? options.DeliversTombstones : Bool(topic, nameof(options.DeliversTombstones));
    }

    private static void Reject(IConfigurationSection topic, Func<string, bool> isRight, string why)
    {
        if (topic.GetChildren().FirstOrDefault(child => !isRight(child.Key)) is { } wrong)
        {
            throw new OrleansConfigurationException($"{wrong.Path} {why}");
        }
    }

    private static TEnum EnumOf<TEnum>(IConfigurationSection topic, string key)
        where TEnum : struct, Enum =>
        Enum.TryParse<TEnum>(topic[key], ignoreCase: true, out var parsed) && Enum.IsDefined(parsed)
            ? parsed
            : throw new OrleansConfigurationException($"{topic.Path}:{key} is \"{topic[key]}\"; right is {string.Join(" or ", Enum.GetNames<TEnum>())}.");

    private static FailurePolicy PolicyOf(IConfigurationSection topic, string key) =>
        Enum.TryParse<FailurePolicy>(topic[key], ignoreCase: true, out var policy) && FailurePolicies.Takes(policy)
            ? policy
            : throw new OrleansConfigurationException($"{topic.Path}:{key} is \"{topic[key]}\"; right is {FailurePolicies.Names}.");

    private static int AtLeastOne(IConfigurationSection topic, string key) =>
        int.TryParse(topic[key], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new OrleansConfigurationException($"{topic.Path}:{key} is \"{topic[key]}\"; right is a number of at least 1.");

    private static bool Bool(IConfigurationSection topic, string key) =>
        topic[key] is { } text && (bool.TryParse(text, out var value) ? value : throw new OrleansConfigurationException($"{topic.Path}:{key} is \"{text}\"; right is true or false."));
}
