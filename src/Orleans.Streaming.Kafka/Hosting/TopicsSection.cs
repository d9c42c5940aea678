using Microsoft.Extensions.Configuration;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Reads a provider's topics from configuration: <c>Topics:&lt;topic&gt;:DeliverTo</c> names a grain interface, or <c>AsStream</c> is true;
/// <c>Start</c> says where to begin.
/// </summary>
internal static class TopicsSection
{
    public const string Key = "Topics";

    private const string DeliverTo = "DeliverTo";
    private const string AsStream = "AsStream";
    private const string Start = "Start";

    public static void Read(IConfiguration section, KafkaStreamsBuilder kafka)
    {
        foreach (var topic in section.GetSection(Key).GetChildren())
        {
            kafka.Topic(topic.Key, builder => Configure(topic, builder));
        }
    }

    private static void Configure(IConfigurationSection topic, KafkaTopicBuilder builder)
    {
        var unknown = topic.GetChildren().Select(child => child.Key).Except([DeliverTo, AsStream, Start], StringComparer.OrdinalIgnoreCase).FirstOrDefault();
        if (unknown is not null)
        {
            throw new OrleansConfigurationException($"{topic.Path}:{unknown} is no setting of a topic. Known are: {DeliverTo}, {AsStream}, {Start}.");
        }

        Deliver(topic, builder);
        if (topic[Start] is { } start)
        {
            builder.StartAt(Enum.TryParse<KafkaStart>(start, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed)
                ? parsed
                : throw new OrleansConfigurationException($"{topic.Path}:{Start} is \"{start}\"; right is {string.Join(" or ", Enum.GetNames<KafkaStart>())}."));
        }
    }

    private static void Deliver(IConfigurationSection topic, KafkaTopicBuilder builder)
    {
        if (topic[AsStream] is { } text && (bool.TryParse(text, out var isStream) ? isStream : throw new OrleansConfigurationException($"{topic.Path}:{AsStream} is \"{text}\"; right is true or false.")))
        {
            builder.AsStream();
        }

        if (topic[DeliverTo] is { } name)
        {
            builder.DeliverTo(GrainInterface(name) ?? throw new OrleansConfigurationException($"{topic.Path}:{DeliverTo} is \"{name}\", but no loaded assembly has such a grain interface that extends {nameof(IEventReceiver)}. Right is its full name, with the assembly where that is not loaded yet: \"MyApp.IOrderGrain, MyApp\"."));
        }
    }

    private static Type? GrainInterface(string name)
    {
        var type = Type.GetType(name) ?? AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(name)).FirstOrDefault(found => found is not null);
        return type is { IsInterface: true } && typeof(IEventReceiver).IsAssignableFrom(type) ? type : null;
    }
}
