using System.Text;
using Orleans.Streaming.Kafka;
using Platform.Processing;
using Platform.Silo.Demo;
using Platform.Silo.Streams;

namespace Platform.Silo.Tests.Streams;

public sealed class KafkaOutputPublisherTests
{
    private static readonly OutgoingEvent[] Outputs =
        [.. Enumerable.Range(0, 3).Select(step => DemoScript.At(step + 20, DateTimeOffset.UnixEpoch)[0]).Select(demo => new OutgoingEvent(demo.Topic, demo.Key, demo.Event))];

    [Fact]
    public async Task Outputs_OfOneGrain_AreSentInTheirOrderUnderTheirKeys()
    {
        var producer = new Producer(failing: -1);

        await new KafkaOutputPublisher(producer).PublishAsync(Outputs);

        Assert.Equal(Outputs.Select(output => output.Key), producer.Sent.Select(message => Encoding.UTF8.GetString(message.Key!)));
    }

    [Fact]
    public async Task Outputs_WhenOneIsNotAcknowledged_AreAnsweredEach()
    {
        var errors = await new KafkaOutputPublisher(new Producer(failing: 1)).PublishAsync(Outputs);

        Assert.Equal([null, "not acknowledged", null], errors.Select(error => error?.Message));
    }

    [Fact]
    public async Task Output_WhenItCanNotBecomeARecord_IsRefusedForGoodAndTheOthersAreSent()
    {
        var producer = new Producer(failing: 1);
        var impossible = Outputs[0] with { Event = Outputs[0].Event with { Type = "no.such-type" } };

        var errors = await new KafkaOutputPublisher(producer).PublishAsync([impossible, .. Outputs[1..]]);

        Assert.False(Assert.IsType<KafkaStreamException>(errors[0]).IsTransient);
        Assert.Equal(2, producer.Sent.Count);
        Assert.Equal([true, false, true], errors.Select(error => error is not null));
    }

    private sealed class Producer(int failing) : IKafkaProducer
    {
        public List<KafkaMessage> Sent { get; } = [];

        public Task<SentRecord> SendAsync(KafkaMessage message, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<IReadOnlyList<SendResult>> SendManyAsync(IReadOnlyList<KafkaMessage> messages, CancellationToken cancellationToken = default)
        {
            Sent.AddRange(messages);
            return Task.FromResult<IReadOnlyList<SendResult>>(
                [.. messages.Select((message, i) => new SendResult(new SentRecord(message.Topic, 0, i), i == failing ? new KafkaStreamException("not acknowledged", isTransient: false) : null))]);
        }
    }
}
