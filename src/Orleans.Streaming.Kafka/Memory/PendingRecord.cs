namespace Orleans.Streaming.Kafka;

/// <summary>A record that was read and is not finished.</summary>
/// <param name="Record">The record.</param>
/// <param name="Ticket">Finishes it in <see cref="PartitionOffsets"/>.</param>
/// <param name="ReadAt">When it was read, by <see cref="TimeProvider.GetTimestamp"/>.</param>
internal sealed record PendingRecord(KafkaRecord Record, long Ticket, long ReadAt)
{
    /// <summary>What it counts against the memory limit.</summary>
    public long Bytes { get; } = RecordCost.Of(Record);
}
