using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Hosting;

public sealed class KafkaStreamOptionsValidatorTests
{
    private const long ProducerQueueBytes = 64 << 20;

    public static TheoryData<string, Action<KafkaStreamOptions>, string> Wrong { get; } = new()
    {
        { "no group", o => o.GroupId = "", "GroupId" },
        { "short session", o => o.SessionTimeout = TimeSpan.FromSeconds(8), "three heartbeats" },
        { "large records", o => o.RecordBytesMax = 2_000_000, "AllowLargeRecords" },
        { "auto-commit", o => o.ConsumerProperties["enable.auto.commit"] = "true", "CommitInterval" },
        { "auto-created topics", o => o.ConsumerProperties["allow.auto.create.topics"] = "true", "IKafkaTopics" },
        { "reset", o => o.ConsumerProperties["auto.offset.reset"] = "latest", "OutOfRange" },
        { "static member", o => o.ConsumerProperties["group.instance.id"] = "silo-1", "session timeout" },
        { "prefetch", o => o.ConsumerProperties["queued.max.messages.kbytes"] = "1", "PrefetchBytesMax" },
        { "fetch", o => o.ConsumerProperties["fetch.max.bytes"] = "1000000", "PrefetchBytesMax" },
        { "partition fetch", o => o.ConsumerProperties["max.partition.fetch.bytes"] = "1000000", "PrefetchBytesMax" },
        { "partition fetch by its old name", o => o.ConsumerProperties["fetch.message.max.bytes"] = "1000000", "PrefetchBytesMax" },
        { "memory", o => o.MemoryBytesMax = (2 * ((64 << 20) + ProducerQueueBytes)) - 1, "MemoryBytesMax" },
        { "unknown property", o => o.ConsumerProperties["no.such.property"] = "1", "no.such.property" },
        { "commit interval", o => o.CommitInterval = TimeSpan.Zero, "CommitInterval" },
        { "fetch wait", o => o.FetchWait = TimeSpan.Zero, "FetchWait" },
        { "entities", o => o.EntitiesInFlightMax = 0, "EntitiesInFlightMax" },
        { "check", o => o.StartCheckTimeout = TimeSpan.Zero, "StartCheckTimeout" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_WhenAnOptionIsWrong_RefusesNamingProviderAndSetting(string what, Action<KafkaStreamOptions> change, string expected)
    {
        var options = Right();
        change(options);

        var refusal = Assert.Throws<OrleansConfigurationException>(() => Validate(options));

        Assert.StartsWith("Kafka stream provider \"orders\": ", refusal.Message, StringComparison.Ordinal);
        Assert.True(refusal.Message.Contains(expected, StringComparison.Ordinal), $"{what}: {refusal.Message}");
    }

    [Fact]
    public void Validate_WhenAllIsRight_IsContent()
    {
        var options = Right();
        options.ConsumerProperties["fetch.min.bytes"] = "1024";

        Validate(options);
    }

    [Theory]
    [InlineData("acks", "1", "is lost with its leader")]
    [InlineData("enable.idempotence", "false", "repeats and reorders")]
    [InlineData("max.in.flight", "100", "more than 5")]
    [InlineData("partitioner", "random", "murmur2")]
    [InlineData("message.timeout.ms", "1000", "DeliveryTimeout")]
    [InlineData("no.such.property", "1", "no.such.property")]
    public void Producer_WhenAPropertyOfOursIsGiven_IsRefusedWithTheReason(string property, string value, string expected)
    {
        var options = new KafkaProducerOptions { Connection = Right().Connection };
        options.Properties[property] = value;

        var result = new KafkaProducerOptionsValidator("outputs").Validate("outputs", options);

        Assert.True(result.Failed);
        Assert.StartsWith("Kafka producer \"outputs\": ", result.FailureMessage, StringComparison.Ordinal);
        Assert.Contains(property == "partitioner" ? "another partition" : expected, result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Producer_WhenARangeIsLeftOrRecordsAreLarge_IsRefused()
    {
        var connection = Right().Connection;

        foreach (var (options, expected) in new (KafkaProducerOptions, string)[]
        {
            (new() { Connection = connection, Linger = TimeSpan.FromHours(1) }, "Linger"),
            (new() { Connection = connection, QueueRecordsMax = 0 }, "QueueRecordsMax"),
            (new() { Connection = connection, DeliveryTimeout = TimeSpan.Zero }, "DeliveryTimeout"),
            (new() { Connection = connection, RecordBytesMax = 5_000_000 }, "AllowLargeRecords"),
            (new(), "BootstrapServers"),
        })
        {
            Assert.Contains(expected, new KafkaProducerOptionsValidator("p").Validate("p", options).FailureMessage, StringComparison.Ordinal);
        }

        Assert.True(new KafkaProducerOptionsValidator("p").Validate("p", new() { Connection = connection, RecordBytesMax = 5_000_000, AllowLargeRecords = true }).Succeeded);
    }

    private static KafkaStreamOptions Right() => new() { Connection = new KafkaConnection { BootstrapServers = "localhost:9092" }, GroupId = "g" };

    private static void Validate(KafkaStreamOptions options)
    {
        var builder = new KafkaTopicBuilder("orders.created");
        builder.DeliverTo<IProbeGrain>();
        new KafkaStreamOptionsValidator("orders", options, [builder.Build()], () => MemoryBudget.ReservedBy(options, ProducerQueueBytes, hasStreams: false)).ValidateConfiguration();
    }
}
