using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka.Tests.DeadLetters;

/// <summary>Notes what is sent, or fails as it is told. Thread-safe.</summary>
internal sealed class FakeProducer : IKafkaProducer
{
    public ConcurrentQueue<KafkaMessage> Sent { get; } = new();

    public Func<KafkaMessage, Exception?> Fail { get; set; } = static _ => null;

    public Task<SentRecord> SendAsync(KafkaMessage message, CancellationToken cancellationToken = default)
    {
        if (Fail(message) is { } error)
        {
            return Task.FromException<SentRecord>(error);
        }

        Sent.Enqueue(message);
        return Task.FromResult(new SentRecord(message.Topic, message.Partition ?? 0, Sent.Count - 1));
    }

    public Task<IReadOnlyList<SendResult>> SendManyAsync(IReadOnlyList<KafkaMessage> messages, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}
