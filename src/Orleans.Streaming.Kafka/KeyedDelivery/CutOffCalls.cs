using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// The calls of one provider in this silo that outlive their assignment: a drain was cut off, the consumer was rebuilt, a topic
/// re-created. Where this silo is given the partition again, no second copy of a batch is sent while the first is being worked on.
/// Holds no more than there are such calls. Thread-safe.
/// </summary>
internal sealed class CutOffCalls
{
    private readonly ConcurrentDictionary<(string Topic, int Partition, string Entity), CutOffCall> _calls = new();
    private int _count;

    /// <summary>Whether there are none. Cheap: read before each call.</summary>
    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    /// <summary>The one that has been running longest, or null.</summary>
    public CutOffCall? Oldest => _calls.Values.MinBy(call => call.CalledAt);

    public CutOffCall Add(RecordPosition position, string entity, long calledAt)
    {
        var call = new CutOffCall(position.Topic, position.Partition, entity, calledAt);
        Interlocked.Increment(ref _count);
        _calls[call.Key] = call;
        return call;
    }

    /// <summary>The call to this entity for this partition that is still running, or null.</summary>
    public CutOffCall? Find(RecordPosition position, string entity) => _calls.GetValueOrDefault((position.Topic, position.Partition, entity));

    public void Return(CutOffCall call)
    {
        _calls.TryRemove(new KeyValuePair<(string Topic, int Partition, string Entity), CutOffCall>(call.Key, call));
        Interlocked.Decrement(ref _count);
        call.Return();
    }
}
