using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>The cache of a partition whose records go to grains by key: always empty; the runtime requires one. Thread-safe.</summary>
internal sealed class KeyedQueueCache : IQueueCache
{
    public int GetMaxAddCount() => int.MaxValue;

    public void AddToCache(IList<IBatchContainer> messages)
    {
        if (messages.Count > 0)
        {
            throw new InvalidOperationException("A topic that is delivered by key has no stream records.");
        }
    }

    public bool TryPurgeFromCache(out IList<IBatchContainer> purgedItems)
    {
        purgedItems = [];
        return false;
    }

    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token) => new EmptyCursor();

    public bool IsUnderPressure() => false;

    private sealed class EmptyCursor : IQueueCacheCursor
    {
        public IBatchContainer GetCurrent(out Exception? exception)
        {
            exception = null;
            throw new InvalidOperationException("A topic that is delivered by key has no stream records.");
        }

        public bool MoveNext() => false;

        public void Refresh(StreamSequenceToken token)
        {
        }

        public void RecordDeliveryFailure()
        {
        }

        public void Dispose()
        {
        }
    }
}
