using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Testing;
using Platform.Events;
using Platform.Hosting.Streams;
using Platform.Hosting.Tests.Meters;
using Platform.Processing;

namespace Platform.Hosting.Tests.Streams;

public sealed class KafkaOutputPublisherTests
{
    private static readonly OutgoingEvent[] Outputs =
        [.. Enumerable.Range(0, 3).Select(i => Reading($"m-{i}"))];

    private static readonly EventEncoder Encoder = new(MeterApplication.Catalog);

    [Fact]
    public async Task Outputs_OfOneGrain_AreSentInTheirOrderUnderTheirKeys()
    {
        var producer = new Producer(failing: -1);

        await new KafkaOutputPublisher(producer, new Producer(failing: -1), Encoder).PublishAsync(Outputs);

        Assert.Equal(Outputs.Select(output => output.Key), producer.Sent.Select(message => Encoding.UTF8.GetString(message.Key!)));
    }

    [Fact]
    public async Task Outputs_WhenOneIsNotAcknowledged_AreAnsweredEach()
    {
        var lone = new Producer(failing: -1);
        var errors = await new KafkaOutputPublisher(new Producer(failing: 1, isTransient: true), lone, Encoder).PublishAsync(Outputs);

        Assert.Equal([null, "not acknowledged", null], errors.Select(error => error?.Message));
        Assert.Empty(lone.Sent);
    }

    [Fact]
    public async Task Output_ThatIsRefusedForGood_IsSentOnceMoreByItself()
    {
        var (taking, refusing) = (new Producer(failing: -1), new Producer(failing: 0));

        var taken = await new KafkaOutputPublisher(new Producer(failing: 1), taking, Encoder).PublishAsync(Outputs);
        var refused = await new KafkaOutputPublisher(new Producer(failing: 1), refusing, Encoder).PublishAsync(Outputs);

        Assert.All(taken, Assert.Null);
        Assert.Equal([null, "not acknowledged", null], refused.Select(error => error?.Message));
        Assert.Equal([Outputs[1].Key], taking.Sent.Select(message => Encoding.UTF8.GetString(message.Key!)));
    }

    [SkippableFact]
    [Trait("Needs", "RealParts")]
    public async Task Outputs_OnATopicThatTakesLessThanARequestHolds_AreStoredButForTheOneThatIsTooLargeItself()
    {
        Skip.If(RealKafka.SkipReason is not null, RealKafka.SkipReason);
        await using var broker = await RealKafka.StartAsync();
        await broker.CreateTopicAsync(MeterApplication.Readings, 1, replicationFactor: null, new Dictionary<string, string> { ["max.message.bytes"] = "4000" });
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddSingleton(Encoder)
            .AddOutputPublisher(new KafkaConnection { BootstrapServers = broker.BootstrapServers })
            .BuildServiceProvider();
        OutgoingEvent[] outputs = [.. Enumerable.Range(0, 50).Select(i => Reading(IdOf(bytes: i == 20 ? 20_000 : 500)))];

        var errors = await services.GetRequiredService<IOutputPublisher>().PublishAsync(outputs);

        Assert.Equal([20], Enumerable.Range(0, outputs.Length).Where(i => errors[i] is not null));
        Assert.False(Assert.IsType<KafkaStreamException>(errors[20]).IsTransient);
    }

    [Fact]
    public async Task Output_WhenItCanNotBecomeARecord_IsRefusedForGoodAndTheOthersAreSent()
    {
        var producer = new Producer(failing: 1);
        var impossible = Outputs[0] with { Event = Outputs[0].Event with { Type = "no.such-type" } };

        var errors = await new KafkaOutputPublisher(producer, new Producer(failing: 0), Encoder).PublishAsync([impossible, .. Outputs[1..]]);

        Assert.False(Assert.IsType<KafkaStreamException>(errors[0]).IsTransient);
        Assert.Equal(2, producer.Sent.Count);
        Assert.Equal([true, false, true], errors.Select(error => error is not null));
    }

    private static OutgoingEvent Reading(string meter) => new(MeterApplication.Readings, meter[..Math.Min(meter.Length, 100)], new Event
    {
        Id = $"e-{meter[..Math.Min(meter.Length, 100)]}",
        Type = "meter.reading",
        Version = "1.0",
        Timestamp = DateTimeOffset.UnixEpoch,
        CorrelationId = "c-1",
        Payload = new MeterReading(meter, 7),
    });

    // An id that no compression makes small.
    private static string IdOf(int bytes)
    {
        var id = new byte[bytes];
        new Random(bytes).NextBytes(id);
        return Convert.ToHexString(id);
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
