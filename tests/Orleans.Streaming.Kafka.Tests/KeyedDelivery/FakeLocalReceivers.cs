using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka.Tests.Delivery;

/// <summary>Takes what the test says, and keeps its callback unless the test decides at once. Thread-safe.</summary>
internal sealed class FakeLocalReceivers : ILocalEventReceivers
{
    public ConcurrentQueue<(string Entity, long[] Offsets)> Offered { get; } = new();

    public ConcurrentQueue<(string Entity, IBatchCallback Callback)> Taken { get; } = new();

    public Func<string, bool> Takes { get; set; } = static _ => true;

    /// <summary>Ends a batch before it is known to be taken; false: its end comes later.</summary>
    public Func<IBatchCallback, bool> EndsAtOnce { get; set; } = static _ => false;

    /// <summary>What was said of the last batch.</summary>
    public bool? IsWhole { get; private set; }

    /// <summary>How often partitions were assigned.</summary>
    public int Assignments { get; private set; }

    public void PartitionsAssigned(bool isStateLost) => Assignments++;

    /// <summary>How often room was asked for.</summary>
    public int RoomAsked { get; private set; }

    public void MakeRoom() => RoomAsked++;

    /// <summary>How often a partition's delivery stopped.</summary>
    public int Flushed { get; private set; }

    public void Flush() => Flushed++;

    public bool TryReceive(GrainId grain, EventBatch batch, IBatchCallback callback, bool isWhole)
    {
        IsWhole = isWhole;
        var entity = grain.Key.ToString()!;
        Offered.Enqueue((entity, [.. batch.Events.Select(e => e.Position.Offset)]));
        if (!Takes(entity))
        {
            return false;
        }

        if (!EndsAtOnce(callback))
        {
            Taken.Enqueue((entity, callback));
        }

        return true;
    }

    /// <summary>Waits for a batch that was taken.</summary>
    public async Task<IBatchCallback> NextAsync()
    {
        (string Entity, IBatchCallback Callback)? taken = null;
        await Eventually.Async(() => (taken = Taken.TryDequeue(out var next) ? next : null) is not null, () => $"{Offered.Count} offered");
        return taken!.Value.Callback;
    }
}
