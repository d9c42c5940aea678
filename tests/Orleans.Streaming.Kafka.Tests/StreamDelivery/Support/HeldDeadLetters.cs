using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka.Tests.Streams.Support;

/// <summary>Dead letters that are stored when the test says so. Thread-safe.</summary>
internal sealed class HeldDeadLetters : IDeadLetters
{
    private readonly TaskCompletionSource _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<(KafkaRecord Record, DeadLetterReason Reason)> Asked { get; } = new();

    public Task WriteAsync(KafkaRecord record, DeadLetterReason reason, CancellationToken cancellationToken)
    {
        Asked.Enqueue((record, reason));
        return _stored.Task;
    }

    public void Store() => _stored.SetResult();

    public void Fail(Exception error) => _stored.SetException(error);
}
