using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Testing;
using Shop.Events.Users;
using Platform.Processing;
using Shop.Silo.Demo;
using Platform.Hosting.Streams;

namespace Platform.Silo.Tests.Streams;

public sealed class KafkaOutputPublisherTests
{
    private static readonly OutgoingEvent[] Outputs =
        [.. Enumerable.Range(0, 3).Select(step => DemoScript.At(step + 20, DateTimeOffset.UnixEpoch)[0]).Select(demo => new OutgoingEvent(demo.Topic, demo.Key, demo.Event))];

    [Fact]
    public async Task Outputs_OfOneGrain_AreSentInTheirOrderUnderTheirKeys()
    {
        var producer = new Producer(failing: -1);

        await new KafkaOutputPublisher(producer, new Producer(failing: -1)).PublishAsync(Outputs);

        Assert.Equal(Outputs.Select(output => output.Key), producer.Sent.Select(message => Encoding.UTF8.GetString(message.Key!)));
    }

    [Fact]
    public async Task Outputs_WhenOneIsNotAcknowledged_AreAnsweredEach()
    {
        var lone = new Producer(failing: -1);
        var errors = await new KafkaOutputPublisher(new Producer(failing: 1, isTransient: true), lone).PublishAsync(Outputs);

        Assert.Equal([null, "not acknowledged", null], errors.Select(error => error?.Message));
        Assert.Empty(lone.Sent);
    }

    [Fact]
    public async Task Output_ThatIsRefusedForGood_IsSentOnceMoreByItself()
    {
        var (taking, refusing) = (new Producer(failing: -1), new Producer(failing: 0));

        var taken = await new KafkaOutputPublisher(new Producer(failing: 1), taking).PublishAsync(Outputs);
        var refused = await new KafkaOutputPublisher(new Producer(failing: 1), refusing).PublishAsync(Outputs);

        Assert.All(taken, Assert.Null);
        Assert.Equal([null, "not acknowledged", null], refused.Select(error => error?.Message));
        Assert.Equal([Outputs[1].Key], taking.Sent.Select(message => Encoding.UTF8.GetString(message.Key!)));
    }

    [SkippableFact]
    public async Task Outputs_OnATopicThatTakesLessThanARequestHolds_AreStoredButForTheOneThatIsTooLargeItself()
    {
        Skip.If(RealKafka.SkipReason is not null, RealKafka.SkipReason);
        await using var broker = await RealKafka.StartAsync();
        await broker.CreateTopicAsync(Platform.Events.Topics.UsersRegistered, 1, replicationFactor: null, new Dictionary<string, string> { ["max.message.bytes"] = "4000" });
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddOutputPublisher(new KafkaConnection { BootstrapServers = broker.BootstrapServers })
            .BuildServiceProvider();
        OutgoingEvent[] outputs = [.. Enumerable.Range(0, 50).Select(i => Registration(nameBytes: i == 20 ? 20_000 : 500))];

        var errors = await services.GetRequiredService<IOutputPublisher>().PublishAsync(outputs);

        Assert.Equal([20], Enumerable.Range(0, outputs.Length).Where(i => errors[i] is not null));
        Assert.False(Assert.IsType<KafkaStreamException>(errors[20]).IsTransient);
    }

    [Fact]
    public async Task Output_WhenItCanNotBecomeARecord_IsRefusedForGoodAndTheOthersAreSent()
    {
        var producer = new Producer(failing: 1);
        var impossible = Outputs[0] with { Event = Outputs[0].Event with { Type = "no.such-type" } };

        var errors = await new KafkaOutputPublisher(producer, new Producer(failing: 0)).PublishAsync([impossible, .. Outputs[1..]]);

        Assert.False(Assert.IsType<KafkaStreamException>(errors[0]).IsTransient);
        Assert.Equal(2, producer.Sent.Count);
        Assert.Equal([true, false, true], errors.Select(error => error is not null));
    }

    // A name that no compression makes small.
    private static OutgoingEvent Registration(int nameBytes)
    {
        var name = new byte[nameBytes];
        new Random(nameBytes).NextBytes(name);
        var demo = DemoScript.At(0, DateTimeOffset.UnixEpoch)[0];
        return new OutgoingEvent(demo.Topic, demo.Key, demo.Event with { Payload = new UserRegistered { UserId = demo.Key, Name = Convert.ToHexString(name) } });
    }

    private sealed class Producer(int failing, bool isTransient = false) : IKafkaProducer
    {
        public List<KafkaMessage> Sent { get; } = [];

        public Task<SentRecord> SendAsync(KafkaMessage message, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<IReadOnlyList<SendResult>> SendManyAsync(IReadOnlyList<KafkaMessage> messages, CancellationToken cancellationToken = default)
        {
            Sent.AddRange(messages);
            return Task.FromResult<IReadOnlyList<SendResult>>(
                [.. messages.Select((message, i) => new SendResult(new SentRecord(message.Topic, 0, i), i == failing ? new KafkaStreamException("not acknowledged", isTransient) : null))]);
        }
    }
}
