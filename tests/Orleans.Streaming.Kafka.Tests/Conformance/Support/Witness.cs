using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka.Tests.Conformance.Support;

/// <summary>What each subscriber was given, in its order. Shared by the silos and clients of a process. Thread-safe.</summary>
public sealed class Witness
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<NumberedEvent>> _seen = new(StringComparer.Ordinal);

    /// <summary>Runs before an event is noted; may throw.</summary>
    public ConcurrentDictionary<string, Func<NumberedEvent, Task>> Before { get; } = new(StringComparer.Ordinal);

    /// <summary>The sizes of the batches that a subscriber was given.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<int>> Batches { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<NumberedEvent> Of(string subscriber) => [.. _seen.GetValueOrDefault(subscriber, [])];

    public async Task NoteAsync(string subscriber, NumberedEvent seen)
    {
        if (Before.TryGetValue(subscriber, out var before))
        {
            await before(seen);
        }

        _seen.GetOrAdd(subscriber, static _ => new()).Enqueue(seen);
    }
}
