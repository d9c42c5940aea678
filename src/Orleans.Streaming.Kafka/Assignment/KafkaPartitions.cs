namespace Orleans.Streaming.Kafka;

/// <summary>Sends the command to each silo, the way Orleans controls providers; the one that reads the partition does it. Thread-safe.</summary>
internal sealed class KafkaPartitions(IGrainFactory grains) : IKafkaPartitions
{
    public async Task<ResumedPartition?> ResumeAsync(string provider, string topic, int partition, long? offset = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        ArgumentException.ThrowIfNullOrWhiteSpace(topic);
        object?[] responses;
        try
        {
            responses = await grains.GetGrain<IManagementGrain>(0)
                .SendControlCommandToProvider<PartitionControl>(PartitionControl.Name, PartitionControl.Resume, new ResumeRequest(provider, topic, partition, offset), cancellationToken);
        }
        catch (ArgumentException e)
        {
            throw new KafkaStreamException($"A silo of the cluster has no Kafka stream provider; call {nameof(KafkaServiceCollectionExtensions.AddKafkaPartitions)} there.", isTransient: false, e);
        }

        return responses.OfType<ResumeResponse>().FirstOrDefault() switch
        {
            null => null,
            { Error: { } error } failed => throw new KafkaStreamException(error, failed.IsTransient),
            var done => new ResumedPartition(done.From, done.To),
        };
    }
}
