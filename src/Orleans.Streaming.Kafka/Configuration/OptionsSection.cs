using Microsoft.Extensions.Configuration;

namespace Orleans.Streaming.Kafka;

/// <summary>Reads a provider's options from a configuration section; what it does not know is refused rather than passed over.</summary>
internal static class OptionsSection
{
    /// <summary>The section of the provider's own producer.</summary>
    public const string Producer = "Producer";

    /// <summary>Names the class of the <see cref="IStreamEventEncoder"/>.</summary>
    public const string Encoder = "Encoder";

    /// <summary>Names the class of the <see cref="IRecordDecoder"/>.</summary>
    public const string Decoder = "Decoder";

    /// <summary>Names the class of the <see cref="IFailureClassifier"/>.</summary>
    public const string FailureClassifier = "FailureClassifier";

    /// <summary>Whether Orleans' serializer takes the place of both.</summary>
    public const string UseOrleansSerializer = nameof(KafkaStreamsBuilder.UseOrleansSerializer);

    private const string Connection = nameof(KafkaStreamOptions.Connection);

    // What Orleans and this library read from a silo's section besides options.
    private static readonly HashSet<string> Others = new(StringComparer.OrdinalIgnoreCase) { Connection, "ProviderType", "ServiceKey", "ConnectionName", "ConnectionString", TopicsSection.Key, Producer, Encoder, Decoder, FailureClassifier, UseOrleansSerializer };

    // Of those, what says nothing on a client.
    private static readonly HashSet<string> OfSilosOnly = new(StringComparer.OrdinalIgnoreCase) { TopicsSection.Key, Decoder, FailureClassifier };

    private static readonly HashSet<string> OptionNames = NamesOf(typeof(KafkaStreamOptions));
    private static readonly HashSet<string> ClientOptionNames = NamesOf(typeof(KafkaStreamsClientOptions));
    private static readonly HashSet<string> ConnectionNames = NamesOf(typeof(KafkaConnection));

    // The connection is the provider's.
    private static readonly HashSet<string> ProducerNames = NamesOf(typeof(KafkaProducerOptions), Connection);

    // So are the sizes of records on a silo, whose dead letters must have room.
    private static readonly HashSet<string> SiloProducerNames = NamesOf(typeof(KafkaProducerOptions), Connection, nameof(KafkaProducerOptions.RecordBytesMax), nameof(KafkaProducerOptions.AllowLargeRecords));

    /// <summary>Sets the options that the section names.</summary>
    /// <exception cref="OrleansConfigurationException">The section names something unknown, or a value can't be read.</exception>
    public static void Bind(IConfiguration section, KafkaStreamOptions options)
    {
        ThrowIfUnknown(section.GetChildren().Where(child => !Others.Contains(child.Key)), OptionNames);
        // A connection is immutable and may be shared: a new one takes its place instead of being written into.
        options.Connection = ConnectionOf(section) ?? options.Connection;
        Read(section, () =>
        {
            OnlyOptions(section).Bind(options);
            return true;
        });
    }

    /// <summary>Sets a client's options.</summary>
    /// <exception cref="OrleansConfigurationException">As above.</exception>
    public static void Bind(IConfiguration section, KafkaStreamsClientOptions options)
    {
        ThrowIfUnknown(section.GetChildren().Where(child => !Others.Contains(child.Key) || OfSilosOnly.Contains(child.Key)), [Connection, Producer, Encoder, UseOrleansSerializer, .. ClientOptionNames]);
        options.Connection = ConnectionOf(section) ?? options.Connection;
        Read(section, () =>
        {
            OnlyOptions(section).Bind(options);
            return true;
        });
    }

    /// <summary>Sets the options of a provider's own producer that <see cref="Producer"/> in the section names.</summary>
    /// <param name="section">The provider's section.</param>
    /// <param name="isClient">Whether the provider is a client's.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="OrleansConfigurationException">As above.</exception>
    public static void BindProducer(IConfiguration section, bool isClient, KafkaProducerOptions options)
    {
        var producer = section.GetSection(Producer);
        ThrowIfUnknown(producer.GetChildren(), isClient ? ProducerNames : SiloProducerNames);
        Read(producer, () =>
        {
            producer.Bind(options);
            return true;
        });
    }

    /// <summary>Whether <see cref="UseOrleansSerializer"/> is set, which excludes an encoder and a decoder.</summary>
    /// <exception cref="OrleansConfigurationException">It is set beside one of them, or can't be read.</exception>
    public static bool UsesOrleansSerializer(IConfiguration section)
    {
        if (section[UseOrleansSerializer] is not { } text)
        {
            return false;
        }

        var path = PathOf(section) is { Length: > 0 } above ? $"{above}:{UseOrleansSerializer}" : UseOrleansSerializer;
        if (!bool.TryParse(text, out var isUsed))
        {
            throw new OrleansConfigurationException($"{path} is \"{text}\"; right is true or false.");
        }

        return isUsed && (section[Encoder] ?? section[Decoder]) is { } other
            ? throw new OrleansConfigurationException($"{path} is true beside \"{other}\": it takes the place of {Encoder} and {Decoder}; leave one of them out.")
            : isUsed;
    }

    private static KafkaConnection? ConnectionOf(IConfiguration section)
    {
        var connection = section.GetSection(Connection);
        ThrowIfUnknown(connection.GetChildren(), ConnectionNames);
        return Read(connection, () => connection.Exists() ? connection.Get<KafkaConnection>() : null);
    }

    private static T Read<T>(IConfiguration section, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException e)
        {
            // The binder names the path; what it says of the value is in the cause.
            throw new OrleansConfigurationException($"{PathOf(section)}: {e.Message}{(e.InnerException is { } inner ? $" {inner.Message}" : "")}", e);
        }
    }

    private static IConfiguration OnlyOptions(IConfiguration section)
    {
        var offset = PathOf(section) is { Length: > 0 } path ? path.Length + 1 : 0;
        var options = section.AsEnumerable().Where(pair => pair.Key.Length > offset && !Others.Contains(pair.Key[offset..].Split(':')[0]));
        return new ConfigurationBuilder().AddInMemoryCollection(options.Select(pair => KeyValuePair.Create(pair.Key[offset..], pair.Value))).Build();
    }

    private static void ThrowIfUnknown(IEnumerable<IConfigurationSection> children, HashSet<string> known)
    {
        foreach (var child in children)
        {
            if (!known.Contains(child.Key))
            {
                throw new OrleansConfigurationException($"{child.Path} is no setting of a Kafka stream provider. Known are: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    private static HashSet<string> NamesOf(Type type, params string[] without) => type.GetProperties()
        .Where(property => property.CanWrite && !typeof(Delegate).IsAssignableFrom(property.PropertyType))
        .Select(property => property.Name)
        .Except(without, StringComparer.Ordinal)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static string PathOf(IConfiguration section) => section is IConfigurationSection named ? named.Path : "";
}
