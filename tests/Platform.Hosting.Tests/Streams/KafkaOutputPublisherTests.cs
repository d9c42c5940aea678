using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Testing;
using Platform.Events;
using Platform.Hosting.Streams;
using Platform.Hosting.Tests.Meters;
using Platform.Persistence;
using Platform.Processing;

namespace Platform.Hosting.Tests.Streams;

public sealed class KafkaOutputPublisherTests
{
    private static readonly OutgoingEvent[] Outputs =
        [.. Enumerable.Range(0, 3).Select(i => Reading($"m-{i}"))];

    private static readonly EventEncoder Encoder = new(MeterApplication.Catalog);
    private static readonly IOptions<ProcessingOptions> Limits = Options.Create(new ProcessingOptions());

    [Fact]
    public async Task Outputs_OfOneGrain_AreSentInTheirOrderUnderTheirKeys()
    {
        var producer = new Producer(failing: -1);

        await new KafkaOutputPublisher(producer, new Producer(failing: -1), Encoder, Limits).PublishAsync(Outputs);

        Assert.Equal(Outputs.Select(output => output.Key), producer.Sent.Select(message => Encoding.UTF8.GetString(message.Key!)));
    }

    [Fact]
    public async Task Outputs_WhenOneIsNotAcknowledged_AreAnsweredEach()
    {
        var lone = new Producer(failing: -1);
        var errors = await new KafkaOutputPublisher(new Producer(failing: 1, isTransient: true), lone, Encoder, Limits).PublishAsync(Outputs);

        Assert.Equal([null, "not acknowledged", null], errors.Select(error => error?.Message));
        Assert.Empty(lone.Sent);
    }

    [Fact]
    public async Task Output_ThatIsRefusedForGood_IsSentOnceMoreByItself()
    {
        var (taking, refusing) = (new Producer(failing: -1), new Producer(failing: 0));

        var taken = await new KafkaOutputPublisher(new Producer(failing: 1), taking, Encoder, Limits).PublishAsync(Outputs);
        var refused = await new KafkaOutputPublisher(new Producer(failing: 1), refusing, Encoder, Limits).PublishAsync(Outputs);

        Assert.All(taken, Assert.Null);
        Assert.Equal([null, "not acknowledged", null], refused.Select(error => error?.Message));
        Assert.Equal([Outputs[1].Key], taking.Sent.Select(message => Encoding.UTF8.GetString(message.Key!)));
    }

    [SkippableFact]
    [Trait("Needs", "RealParts")]
    public async Task Outputs_OnATopicThatTakesLessThanARequestHolds_AreStoredButForTheOneThatIsTooLargeItselfUntilTheTopicIsMended()
    {
        Skip.If(RealKafka.OwnBrokersSkipReason is not null, RealKafka.OwnBrokersSkipReason);
        await using var broker = await RealKafka.StartAsync();
        await broker.CreateTopicAsync(MeterApplication.Readings, 1, replicationFactor: null, new Dictionary<string, string> { ["max.message.bytes"] = "4000" });
        await using var services = NewServices(broker);
        var publisher = services.GetRequiredService<IOutputPublisher>();
        OutgoingEvent[] outputs = [.. Enumerable.Range(0, 50).Select(i => Reading(IdOf(bytes: i == 20 ? 20_000 : 500)))];

        var errors = await publisher.PublishAsync(outputs);
        await SetAsync(broker, "max.message.bytes", $"{KafkaProducerOptions.DefaultRecordBytesMax}");
        var mended = await publisher.PublishAsync([outputs[20]]);

        Assert.Equal([20], Enumerable.Range(0, outputs.Length).Where(i => errors[i] is not null));
        var error = Assert.IsType<KafkaStreamException>(errors[20]);
        Assert.True(error.IsTransient);
        Assert.Contains("its max.message.bytes must be 1048588 at least", error.Message, StringComparison.Ordinal);
        Assert.Null(Assert.Single(mended));
    }

    [SkippableFact]
    [Trait("Needs", "RealParts")]
    public async Task Outputs_WhileTheirTopicRejectsThemByASetting_FailTransientlyAndAreStoredOnceItIsMended()
    {
        Skip.If(RealKafka.OwnBrokersSkipReason is not null, RealKafka.OwnBrokersSkipReason);
        await using var broker = await RealKafka.StartAsync();
        await broker.CreateTopicAsync(MeterApplication.Readings, 1, replicationFactor: null, new Dictionary<string, string>());
        await using var services = NewServices(broker);
        var publisher = services.GetRequiredService<IOutputPublisher>();

        foreach (var (name, wrong, right) in new[] { ("message.timestamp.before.max.ms", "0", "9223372036854775807"), ("cleanup.policy", "compact", "delete") })
        {
            OutgoingEvent[] outputs = [name == "cleanup.policy" ? Reading("m-1") with { Key = null } : Reading("m-1")];
            await SetAsync(broker, name, wrong);
            var rejected = Assert.IsType<KafkaStreamException>(Assert.Single(await publisher.PublishAsync(outputs)));
            await SetAsync(broker, name, right);

            Assert.True(rejected.IsTransient, $"{name}: {rejected.Message}");
            Assert.Null(Assert.Single(await publisher.PublishAsync(outputs)));
        }
    }

    [Fact]
    public async Task StoredOutputs_AreSentAsTheyAreEachByItself()
    {
        var (producer, lone) = (new Producer(failing: -1), new Producer(failing: 1));
        ParkedRecord[] stored = [Stored("m-1", [1, 2]), Stored(null, [3])];

        var errors = await new KafkaOutputPublisher(producer, lone, Encoder, Limits).PublishStoredAsync(stored);

        Assert.Equal([null, "not acknowledged"], errors.Select(error => error?.Message));
        Assert.Empty(producer.Sent);
        Assert.Equal([(MeterApplication.Readings, "m-1", stored[0].Value), (MeterApplication.Readings, null, stored[1].Value)], lone.Sent.Select(message =>
            (message.Topic, message.Key is null ? null : Encoding.UTF8.GetString(message.Key), message.Value)));
        Assert.Equal(stored[0].Headers, lone.Sent[0].Headers);

        static ParkedRecord Stored(string? key, byte[] value) => new()
        {
            Sequence = 1,
            Topic = MeterApplication.Readings,
            TopicId = Guid.Empty,
            Partition = -1,
            Offset = -1,
            LeaderEpoch = -1,
            Timestamp = DateTimeOffset.UnixEpoch,
            Key = key,
            Value = value,
            Headers = [new("event-id", [7])],
            ErrorType = QuarantinedEntity.RejectedOutput,
            Error = "too large",
            ParkedAt = DateTimeOffset.UnixEpoch,
        };
    }

    [Fact]
    public async Task Output_WhenItCanNotBecomeARecord_IsRefusedForGoodAndTheOthersAreSent()
    {
        var producer = new Producer(failing: 1);
        var impossible = Outputs[0] with { Event = Outputs[0].Event with { Type = "no.such-type" } };

        var errors = await new KafkaOutputPublisher(producer, new Producer(failing: 0), Encoder, Limits).PublishAsync([impossible, .. Outputs[1..]]);

        Assert.False(Assert.IsType<KafkaStreamException>(errors[0]).IsTransient);
        Assert.Equal(2, producer.Sent.Count);
        Assert.Equal([true, false, true], errors.Select(error => error is not null));
    }

    private static ServiceProvider NewServices(RealKafka broker) => new ServiceCollection()
        .AddLogging()
        .AddMetrics()
        .AddSingleton(Encoder)
        .AddOutputPublisher(new KafkaConnection { BootstrapServers = broker.BootstrapServers })
        .BuildServiceProvider();

    private static async Task SetAsync(RealKafka broker, string name, string value)
    {
        var start = new ProcessStartInfo(Path.Combine(Environment.GetEnvironmentVariable("KAFKA_HOME")!, "bin", "kafka-configs.sh")) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["--bootstrap-server", broker.BootstrapServers, "--alter", "--topic", MeterApplication.Readings, "--add-config", $"{name}={value}"])
        {
            start.ArgumentList.Add(argument);
        }

        using var altering = Process.Start(start)!;
        var said = await altering.StandardOutput.ReadToEndAsync();
        await altering.WaitForExitAsync();
        Assert.True(altering.ExitCode == 0, said);
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
