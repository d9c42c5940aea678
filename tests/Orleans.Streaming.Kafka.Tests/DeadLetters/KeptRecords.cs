using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka.Tests.DeadLetters;

/// <summary>Keeps refused records in memory. Thread-safe.</summary>
internal sealed class KeptRecords : IOversizedRecordStore
{
    public ConcurrentQueue<OversizedRecord> All { get; } = new();

    public Task<bool> KeepAsync(OversizedRecord refused, CancellationToken cancellationToken)
    {
        All.Enqueue(refused);
        return Task.FromResult(true);
    }
}
