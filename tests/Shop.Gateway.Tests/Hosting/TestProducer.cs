using System.Collections.Concurrent;
using Orleans.Streaming.Kafka;

namespace Shop.Gateway.Tests.Hosting;

/// <summary>Keeps what is sent and answers as told: stored at partition 3, offset 41, unless a test says otherwise. Thread-safe.</summary>
internal sealed class TestProducer : IKafkaProducer
{
    public ConcurrentQueue<KafkaMessage> Sent { get; } = new();

    public Func<KafkaMessage, Task<SentRecord>> Answer { get; set; } = message => Task.FromResult(new SentRecord(message.Topic, 3, 41));

    public Task<SentRecord> SendAsync(KafkaMessage message, CancellationToken cancellationToken = default)
    {
        Sent.Enqueue(message);
        return Answer(message);
    }

    public Task<IReadOnlyList<SendResult>> SendManyAsync(IReadOnlyList<KafkaMessage> messages, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}
