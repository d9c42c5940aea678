namespace Orleans.Streaming.Kafka;

/// <summary>The waiting events of one entity and the batch it has in flight or must repeat. Owned by the dispatcher's lock.</summary>
internal sealed class EntityQueue(string entity)
{
    private readonly Queue<DispatchedEvent> _waiting = new(1);

    public string Entity { get; } = entity;

    /// <summary>The batch in flight, or to be repeated. Null when there is none.</summary>
    public DispatchedEvent[]? Batch { get; private set; }

    /// <summary>How many times the batch failed in a row.</summary>
    public int Failures { get; set; }

    public bool IsEmpty => Batch is null && _waiting.Count == 0;

    public void Add(DispatchedEvent dispatched) => _waiting.Enqueue(dispatched);

    /// <summary>The batch to send: the failed one again, or the next waiting events.</summary>
    public DispatchedEvent[] TakeBatch(int countMax)
    {
        if (Batch is not null)
        {
            return Batch;
        }

        var batch = new DispatchedEvent[Math.Min(countMax, _waiting.Count)];
        for (var i = 0; i < batch.Length; i++)
        {
            batch[i] = _waiting.Dequeue();
        }

        Batch = batch;
        return batch;
    }

    public void BatchDone()
    {
        Batch = null;
        Failures = 0;
    }
}
