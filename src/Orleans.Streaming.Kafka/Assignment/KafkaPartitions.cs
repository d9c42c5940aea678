namespace Orleans.Streaming.Kafka;

/// <summary>Sends the command to each silo, the way Orleans controls providers; the one that reads the partition does it. Thread-safe.</summary>
internal sealed class KafkaPartitions(IGrainFactory grains) : IKafkaPartitions
{
    public async Task<ResumedPartition?> ResumeAsync(string provider, string topic, int partition, long? offset = null, CancellationToken cancellationToken = default) =>
        await MoveAsync(PartitionControl.Resume, provider, topic, partition, offset, cancellationToken);

    public async Task<ResumedPartition?> SeekAsync(string provider, string topic, int partition, long offset, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return await MoveAsync(PartitionControl.Seek, provider, topic, partition, offset, cancellationToken);
    }

    public Task<IReadOnlyList<int>> PauseAsync(string provider, string topic, int? partition = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(PartitionControl.Pause, provider, topic, partition, cancellationToken);

    public Task<IReadOnlyList<int>> UnpauseAsync(string provider, string topic, int? partition = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(PartitionControl.Unpause, provider, topic, partition, cancellationToken);

    private async Task<ResumedPartition?> MoveAsync(int command, string provider, string topic, int partition, long? offset, CancellationToken cancellationToken)
    {
        var responses = await SendAsync(command, provider, topic, new ResumeRequest(provider, topic, partition, offset), cancellationToken);
        return responses.OfType<ResumeResponse>().FirstOrDefault() switch
        {
            null => null,
            { Error: { } error } failed => throw new KafkaStreamException(error, failed.IsTransient),
            var done => new ResumedPartition(done.From, done.To),
        };
    }

    private async Task<IReadOnlyList<int>> ChangeAsync(int command, string provider, string topic, int? partition, CancellationToken cancellationToken)
    {
        var responses = await SendAsync(command, provider, topic, new PauseRequest(provider, topic, partition), cancellationToken);
        return [.. responses.OfType<int[]>().SelectMany(partitions => partitions).Distinct().Order()];
    }

    private async Task<object?[]> SendAsync(int command, string provider, string topic, object request, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        ArgumentException.ThrowIfNullOrWhiteSpace(topic);
        try
        {
            return await grains.GetGrain<IManagementGrain>(0).SendControlCommandToProvider<PartitionControl>(PartitionControl.Name, command, request, cancellationToken);
        }
        catch (ArgumentException e)
        {
            throw new KafkaStreamException($"A silo of the cluster has no Kafka stream provider, or an older one; call {nameof(KafkaServiceCollectionExtensions.AddKafkaPartitions)} there.", isTransient: false, e);
        }
    }
}
