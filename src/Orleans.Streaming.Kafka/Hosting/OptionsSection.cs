using Microsoft.Extensions.Configuration;

namespace Orleans.Streaming.Kafka;

/// <summary>Reads a provider's options from a configuration section; what it does not know is refused rather than passed over.</summary>
internal static class OptionsSection
{
    private const string Connection = nameof(KafkaStreamOptions.Connection);

    // What Orleans and this library read from the section besides options.
    private static readonly HashSet<string> Others = new(StringComparer.OrdinalIgnoreCase) { Connection, "ProviderType", "ServiceKey", "ConnectionName", "ConnectionString", TopicsSection.Key };

    private static readonly HashSet<string> OptionNames = NamesOf(typeof(KafkaStreamOptions));
    private static readonly HashSet<string> ConnectionNames = NamesOf(typeof(KafkaConnection));

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
        ThrowIfUnknown(section.GetChildren().Where(child => !Others.Contains(child.Key)), [Connection]);
        options.Connection = ConnectionOf(section) ?? options.Connection;
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

    private static HashSet<string> NamesOf(Type type) => type.GetProperties()
        .Where(property => property.CanWrite && !typeof(Delegate).IsAssignableFrom(property.PropertyType))
        .Select(property => property.Name)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static string PathOf(IConfiguration section) => section is IConfigurationSection named ? named.Path : "";
}
