namespace Orleans.Streaming.Kafka;

/// <summary>Refuses a client provider's options at start.</summary>
internal sealed class KafkaStreamsClientOptionsValidator(string name, KafkaStreamsClientOptions options) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        if (string.IsNullOrWhiteSpace(options.Connection?.BootstrapServers))
        {
            throw new OrleansConfigurationException($"Kafka stream provider \"{name}\": {nameof(options.Connection)} needs BootstrapServers, for example \"localhost:9092\".");
        }
    }
}
