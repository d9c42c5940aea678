using System.Collections.Concurrent;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Streams.Support;

/// <summary>What a grain would keep in its state: its streams, and the token it resumes from. Thread-safe.</summary>
public sealed class SubscriberMemory
{
    private readonly ConcurrentDictionary<string, ConcurrentBag<StreamId>> _streams = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StreamSequenceToken?> _tokens = new(StringComparer.Ordinal);

    public void Remember(string grain, StreamId stream) => _streams.GetOrAdd(grain, static _ => []).Add(stream);

    public void ResumeFrom(string grain, StreamSequenceToken? token) => _tokens[grain] = token;

    public IReadOnlyCollection<StreamId> StreamsOf(string grain) => [.. _streams.GetValueOrDefault(grain, []).Distinct()];

    public StreamSequenceToken? TokenOf(string grain) => _tokens.GetValueOrDefault(grain);
}
