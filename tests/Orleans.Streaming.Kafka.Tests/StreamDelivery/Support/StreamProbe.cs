using System.Collections.Concurrent;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Streams.Support;

/// <summary>What subscribers were given, in the order they were given it. Thread-safe.</summary>
public sealed class StreamProbe
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(string Text, StreamSequenceToken Token)>> _seen = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Runs before an event is noted; may wait or throw.</summary>
    public Func<string, string, Task> BeforeAsync { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>The sizes of the batches that batch observers were given.</summary>
    public ConcurrentQueue<int> BatchSizes { get; } = new();

    public ConcurrentQueue<string> Errors { get; } = new();

    public ConcurrentQueue<object?> Contexts { get; } = new();

    public int Count => Volatile.Read(ref _count);

    public int DistinctCount => _seen.Sum(s => s.Value.Select(e => e.Text).Distinct(StringComparer.Ordinal).Count());

    public IReadOnlyCollection<string> Subscribers => [.. _seen.Keys];

    public IReadOnlyList<string> TextsOf(string subscriber) => [.. _seen.GetValueOrDefault(subscriber, []).Select(s => s.Text)];

    public IReadOnlyList<StreamSequenceToken> TokensOf(string subscriber) => [.. _seen.GetValueOrDefault(subscriber, []).Select(s => s.Token)];

    public void Note(string subscriber, string text, StreamSequenceToken token)
    {
        _seen.GetOrAdd(subscriber, static _ => new()).Enqueue((text, token));
        Interlocked.Increment(ref _count);
    }
}
