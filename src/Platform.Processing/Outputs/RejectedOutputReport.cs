namespace Platform.Processing;

/// <summary>The outputs that Kafka will never take, as far as this silo stored them since it began: each wants a person's attention. Thread-safe.</summary>
public sealed class RejectedOutputReport
{
    private readonly Lock _gate = new();
    private long _count;
    private string? _last;

    /// <summary>How many there are, and what the last one says; null where there are none.</summary>
    public string? Text
    {
        get
        {
            lock (_gate)
            {
                return _count == 0 ? null : $"{_count} outputs were rejected by Kafka for good since this silo began; they are kept with their bytes among their entities' dropped records. The last: {_last}";
            }
        }
    }

    internal void Add(string entity, RejectedOutput rejected)
    {
        lock (_gate)
        {
            _count++;
            _last = $"{rejected.Output.Event.Event.Id} of {entity} for topic {rejected.Output.Event.Topic}: {rejected.Error}";
        }
    }
}
