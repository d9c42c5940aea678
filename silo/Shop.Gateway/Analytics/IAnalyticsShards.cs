namespace Shop.Gateway.Analytics;

/// <summary>Which analytics grains there are. Thread-safe.</summary>
public interface IAnalyticsShards
{
    /// <summary>The grain keys of all shards: one per partition of each topic that counts.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="Orleans.Streaming.Kafka.KafkaStreamException">No broker answers, and none ever did.</exception>
    ValueTask<IReadOnlyList<string>> GetKeysAsync(CancellationToken cancellationToken);
}
