using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka.Tests.Conformance.Support;

/// <summary>Which streams grains have subscribed to, for their next activations. Thread-safe.</summary>
public sealed class PartyMemory
{
    private readonly ConcurrentDictionary<(string Grain, StreamId Stream), byte> _streams = new();

    public void Remember(string grain, StreamId stream) => _streams[(grain, stream)] = 0;

    public IReadOnlyList<StreamId> StreamsOf(string grain) => [.. _streams.Keys.Where(key => key.Grain == grain).Select(key => key.Stream)];
}
