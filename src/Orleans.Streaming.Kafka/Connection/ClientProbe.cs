using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>Asks librdkafka whether it takes a configuration, without reaching for a broker.</summary>
internal static class ClientProbe
{
    /// <summary>Why librdkafka refuses a producer's configuration, or null.</summary>
    public static string? Problem(ProducerConfig config) =>
        Try(config, settings => new ProducerBuilder<Null, Null>(settings).SetLogHandler(static (_, _) => { }).Build());

    /// <summary>Why librdkafka refuses a consumer's configuration, or null.</summary>
    public static string? Problem(ConsumerConfig config) =>
        Try(config, settings => new ConsumerBuilder<Ignore, Ignore>(settings).SetLogHandler(static (_, _) => { }).Build());

    private static string? Try(ClientConfig config, Func<IEnumerable<KeyValuePair<string, string>>, IClient> build)
    {
        try
        {
            // Without an address it reads certificates and keys, connects to nobody, and says nothing.
            using var client = build(config.Where(setting => setting.Key != "bootstrap.servers"));
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
        {
            return $"the Kafka client refuses the configuration: {e.Message.TrimEnd('.')}";
        }
    }
}
