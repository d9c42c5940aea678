namespace Orleans.Streaming.Kafka;

/// <summary>
/// Keeps the bytes of records whose dead letter is too large for the dead-letter topic, where only a stub is stored then. Registered
/// by the host (<see cref="KafkaStreamsBuilder.KeepOversizedRecordsWith{TStore}"/>, or as a service for all providers). Without one the
/// bytes are gone with the source topic's retention, and the stub says so. Called by many threads at once.
/// </summary>
public interface IOversizedRecordStore
{
    /// <summary>
    /// Keeps a record, before its stub is written. It may come again for the same record, after a crash or a hand-over: topic id,
    /// partition, offset and group identify it.
    /// </summary>
    /// <param name="rejected">The record and why it is a dead letter.</param>
    /// <param name="cancellationToken">The partition ended; the record will come again.</param>
    /// <returns>True once it is durable. False where it will never be: the stub is written without.</returns>
    /// <remarks>What it throws counts as passing: it is called again, with growing waits, and the record's offset waits.</remarks>
    Task<bool> KeepAsync(OversizedRecord rejected, CancellationToken cancellationToken);
}
