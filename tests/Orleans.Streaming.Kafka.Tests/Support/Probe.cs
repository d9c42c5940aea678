using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>What grains were given, in the order they were given it. Thread-safe.</summary>
public sealed class Probe
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(string Text, RecordPosition Position)>> _seen = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Runs before a batch is noted; may wait or throw.</summary>
    public Func<string, EventBatch, Task> BeforeAsync { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Whether each event is kept, or only counted. Default true.</summary>
    public bool KeepsEvents { get; set; } = true;

    public int Count => Volatile.Read(ref _count);

    public IReadOnlyCollection<string> Keys => [.. _seen.Keys];

    public IReadOnlyList<string> TextsOf(string key) => [.. _seen.GetValueOrDefault(key, []).Select(s => s.Text)];

    public IReadOnlyList<RecordPosition> PositionsOf(string key) => [.. _seen.GetValueOrDefault(key, []).Select(s => s.Position)];

    public void Note(string key, string text, RecordPosition position)
    {
        if (KeepsEvents)
        {
            _seen.GetOrAdd(key, static _ => new()).Enqueue((text, position));
        }

        Interlocked.Increment(ref _count);
    }
}
