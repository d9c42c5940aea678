using Platform.Persistence.Rows;

namespace Platform.Persistence.GroupCommit;

/// <summary>The batches that the database has, and the keys in them. Owned by the queue's loop.</summary>
internal sealed class BatchesUnderWay<TRequest, TResult>(int countMax)
{
    private readonly List<(List<PendingRequest<TRequest, TResult>> Requests, Task Handled)> _batches = [];
    private readonly HashSet<RowKey> _keys = [];

    /// <summary>False when the key is under way, or claimed for the batch being filled.</summary>
    public bool TryClaim(RowKey key) => _keys.Add(key);

    public void Release(RowKey key) => _keys.Remove(key);

    /// <summary>Adds a batch whose keys were claimed.</summary>
    public void Add(List<PendingRequest<TRequest, TResult>> requests, Task handled) => _batches.Add((requests, handled));

    /// <summary>Completes when one more batch may be under way.</summary>
    public async ValueTask MakeRoomAsync()
    {
        Reap();
        if (_batches.Count == countMax)
        {
            await AnyEndedAsync();
        }
    }

    /// <summary>Completes when at least one batch less is under way, or none is.</summary>
    public async ValueTask AnyEndedAsync()
    {
        if (_batches.Count > 0)
        {
            await (_batches.Count == 1 ? _batches[0].Handled : Task.WhenAny(_batches.Select(static batch => batch.Handled)));
            Reap();
        }
    }

    public Task AllEndedAsync() => Task.WhenAll(_batches.Select(static batch => batch.Handled));

    private void Reap()
    {
        for (var i = _batches.Count - 1; i >= 0; i--)
        {
            if (_batches[i].Handled.IsCompleted)
            {
                _batches[i].Requests.ForEach(request => _keys.Remove(request.Key));
                _batches.RemoveAt(i);
            }
        }
    }
}
