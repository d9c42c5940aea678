using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka.Tests.Receivers;

/// <summary>The calls of a silo's <see cref="PatientGrain"/>s. Thread-safe.</summary>
public sealed class PatientCalls
{
    private volatile bool _areEndless = true;

    public bool AreEndless
    {
        get => _areEndless;
        set => _areEndless = value;
    }

    public ConcurrentQueue<string> Begun { get; } = new();

    public ConcurrentQueue<string> Cancelled { get; } = new();

    public ConcurrentQueue<string> Done { get; } = new();
}
