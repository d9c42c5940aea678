using Platform.Persistence.Rows;

namespace Platform.Persistence.Parking;

/// <summary>Runs actions, those of one key one after the other. They must not fail. Thread-safe.</summary>
internal sealed class KeyedSequence
{
    private readonly Dictionary<RowKey, Queue<Func<Task>>> _waiting = [];

    public void Add(RowKey key, Func<Task> action)
    {
        lock (_waiting)
        {
            if (_waiting.TryGetValue(key, out var behind))
            {
                behind.Enqueue(action);
                return;
            }

            _waiting.Add(key, new Queue<Func<Task>>());
        }

        // Off the caller's scheduler, which may be a grain's.
        _ = Task.Run(() => RunAsync(key, action));
    }

    private async Task RunAsync(RowKey key, Func<Task> first)
    {
        for (var action = first; action is not null; action = Next(key))
        {
            await action();
        }
    }

    private Func<Task>? Next(RowKey key)
    {
        lock (_waiting)
        {
            if (_waiting[key].TryDequeue(out var next))
            {
                return next;
            }

            _waiting.Remove(key);
            return null;
        }
    }
}
