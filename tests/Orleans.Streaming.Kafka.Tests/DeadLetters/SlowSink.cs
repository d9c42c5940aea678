using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka.Tests.DeadLetters;

/// <summary>A sink that fails at first. Thread-safe.</summary>
public sealed class SlowSink : IDeadLetterSink
{
    private volatile bool _isAway;

    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    public ConcurrentQueue<DeadLetter> Offered { get; } = new();

    public ConcurrentQueue<DeadLetter> Stored { get; } = new();

    public Task StoreAsync(DeadLetter deadLetter, CancellationToken cancellationToken)
    {
        Offered.Enqueue(deadLetter);
        if (IsAway)
        {
            return Task.FromException(new InvalidOperationException("the sink is away"));
        }

        Stored.Enqueue(deadLetter);
        return Task.CompletedTask;
    }
}
