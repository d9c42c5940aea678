using System.Collections.Concurrent;
using Platform.Persistence;

namespace Platform.Hosting.Admin;

/// <summary>Counts what a redrive of many entities began. Thread-safe.</summary>
internal sealed class RedriveTally
{
    private const int FailuresToldMax = 100;

    private readonly ConcurrentQueue<string> _begun = new();
    private readonly ConcurrentQueue<RedriveFailure> _failures = new();
    private long _events;
    private long _failed;

    /// <summary>An entity's redrive is durable.</summary>
    public void Begun(QuarantinedEntity entity, long events)
    {
        _begun.Enqueue($"{entity.Grain}/{entity.Key}");
        Interlocked.Add(ref _events, events);
    }

    /// <summary>An entity could not be begun.</summary>
    public void Failed(QuarantinedEntity entity, string error)
    {
        if (Interlocked.Increment(ref _failed) <= FailuresToldMax)
        {
            _failures.Enqueue(new RedriveFailure(entity.Grain, entity.Key, error));
        }
    }

    public RedriveAllResponse ToResponse() => new(_begun.Count, _events, _begun, _failed, _failures);
}
