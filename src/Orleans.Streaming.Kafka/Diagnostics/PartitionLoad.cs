namespace Orleans.Streaming.Kafka;

/// <summary>What metrics say of one partition at a moment.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="IsStopped">Whether nothing of it is read any more.</param>
/// <param name="Records">How many records were read and are not finished.</param>
/// <param name="LagAge">How old the oldest record is that is not committed; zero where there is none.</param>
/// <param name="QueueAge">How long ago the first record was read that is not finished; zero where there is none.</param>
/// <param name="OldestCall">How long the longest running call has been in flight; zero where there is none.</param>
/// <param name="Backlog">What waits.</param>
internal readonly record struct PartitionLoad(
    string Topic,
    int Partition,
    bool IsStopped,
    long Records,
    TimeSpan LagAge,
    TimeSpan QueueAge,
    TimeSpan OldestCall,
    PartitionBacklog Backlog);
