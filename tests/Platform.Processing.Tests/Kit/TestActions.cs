using System.Collections.Concurrent;
using Platform.Events;

namespace Platform.Processing.Tests;

/// <summary>The outside: records what was done, and fails for the events it is set to. Thread-safe.</summary>
internal sealed class TestActions
{
    private readonly ConcurrentDictionary<string, Func<CancellationToken, Task>> _scripts = new();

    public ConcurrentQueue<string> Done { get; } = [];

    public void Script(string eventId, Func<CancellationToken, Task> script) => _scripts[eventId] = script;

    public void Forget(string eventId) => _scripts.TryRemove(eventId, out _);

    public async Task Act(Event @event, CancellationToken cancellationToken)
    {
        if (_scripts.TryGetValue(@event.Id, out var script))
        {
            await script(cancellationToken);
        }

        Done.Enqueue(@event.Id);
    }
}
