using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Configuration;

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
        { "fetches beyond the memory limit", o => o.ConsumerProperties["fetch.max.bytes"] = "1000000000", "PrefetchBytesMax" },
        { "fetches of one partition", o => o.ConsumerProperties["max.partition.fetch.bytes"] = "1000000000", "PrefetchBytesMax" },
        { "records ahead", o => o.ConsumerProperties["queued.min.messages"] = "1000000", "PrefetchBytesMax" },
        { "the queue's bytes", o => o.ConsumerProperties["queued.max.messages.kbytes"] = "1", "PrefetchBytesMax" },
        { "poll interval", o => o.ConsumerProperties["max.poll.interval.ms"] = "1000", "StallTimeout" },
        { "refresh", o => o.ConsumerProperties["topic.metadata.refresh.interval.ms"] = "10", "TopicCheckInterval" },
        { "no connection", o => o.Connection = null, "BootstrapServers" },
        { "start", o => o.Start = (KafkaStart)9, "Start must be Earliest or Latest" },
        { "out of range", o => o.OutOfRange = (OutOfRangePolicy)9, "OutOfRange must be Fail or Earliest or Latest" },
        { "protocol", o => o.GroupProtocol = (KafkaGroupProtocol)9, "GroupProtocol" },
        { "re-created", o => o.TopicRecreated = (TopicRecreatedPolicy)9, "TopicRecreated" },
        { "permanent failure", o => o.PermanentFailure = (FailurePolicy)9, "PermanentFailure" },
        { "heartbeat", o => o.HeartbeatInterval = TimeSpan.Zero, "HeartbeatInterval" },
        { "session below", o => (o.SessionTimeout, o.HeartbeatInterval) = (TimeSpan.FromMilliseconds(900), TimeSpan.FromMilliseconds(100)), "SessionTimeout must be 1 s" },
        { "session above", o => o.SessionTimeout = TimeSpan.FromHours(1), "SessionTimeout must be 1 s" },
        { "commit interval", o => o.CommitInterval = TimeSpan.Zero, "CommitInterval" },
        { "long commit interval", o => o.CommitInterval = TimeSpan.FromMinutes(2), "CommitInterval" },
        { "fetch wait", o => o.FetchWait = TimeSpan.Zero, "FetchWait" },
        { "drain", o => o.DrainTimeout = TimeSpan.FromMinutes(2), "DrainTimeout" },
        { "negative drain", o => o.DrainTimeout = TimeSpan.FromSeconds(-1), "DrainTimeout" },
        { "retry delay", o => o.RetryDelay = TimeSpan.Zero, "RetryDelay" },
        { "retry delay at most", o => o.RetryDelayMax = TimeSpan.FromMilliseconds(50), "RetryDelayMax" },
        { "entities", o => o.EntitiesInFlightMax = 0, "EntitiesInFlightMax" },
        { "batch", o => o.BatchCountMax = 0, "BatchCountMax" },
        { "batch bytes", o => o.BatchBytesMax = 0, "BatchBytesMax" },
        { "partition records", o => o.PartitionRecordsMax = 0, "PartitionRecordsMax" },
        { "partition bytes", o => o.PartitionBytesMax = 0, "PartitionBytesMax" },
        { "prefetch below", o => o.PrefetchBytesMax = 1 << 19, "PrefetchBytesMax" },
        { "prefetch above", o => (o.PrefetchBytesMax, o.MemoryBytesMax) = (2L << 30, 16L << 30), "PrefetchBytesMax" },
        { "memory", o => o.MemoryBytesMax = (4 * o.PrefetchBytesMax) - 1, "MemoryBytesMax" },
        { "memory records", o => o.MemoryRecordsMax = 1, "MemoryRecordsMax" },
        { "stall", o => o.StallTimeout = TimeSpan.FromMilliseconds(900), "StallTimeout" },
        { "long stall", o => o.StallTimeout = TimeSpan.FromHours(2), "StallTimeout" },
        { "topic check", o => o.TopicCheckInterval = TimeSpan.FromMilliseconds(900), "TopicCheckInterval" },
        { "check", o => o.StartCheckTimeout = TimeSpan.Zero, "StartCheckTimeout" },
        { "small records", o => o.RecordBytesMax = 999, "RecordBytesMax" },
        { "unclassified time", o => o.UnclassifiedTimeMax = TimeSpan.FromDays(2), "UnclassifiedTimeMax" },
        { "failing", o => o.FailingEntitiesMax = 0, "FailingEntitiesMax" },
        { "slow call", o => o.SlowCallAge = TimeSpan.Zero, "SlowCallAge" },
        { "call timeout", o => o.CallTimeout = TimeSpan.FromMinutes(6), "CallTimeout" },
        { "slow calls", o => o.SlowCallsMax = -1, "SlowCallsMax" },
        { "stuck call", o => o.StuckCallAge = TimeSpan.FromHours(2), "StuckCallAge" },
        { "rewinds", o => o.RewindsMax = 0, "RewindsMax" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_WhenAnOptionIsWrong_RejectsNamingProviderAndSetting(string what, Action<KafkaStreamOptions> change, string expected)
    {
        var options = Right();
        change(options);

        var problem = Assert.Throws<OrleansConfigurationException>(() => Validate(options));

        Assert.StartsWith("Kafka stream provider \"orders\": ", problem.Message, StringComparison.Ordinal);
        Assert.True(problem.Message.Contains(expected, StringComparison.Ordinal), $"{what}: {problem.Message}");
    }

    [Fact]
    public void Validate_WhenAllIsRight_IsContent()
    {
        var options = Right();
        options.ConsumerProperties["fetch.min.bytes"] = "1024";

        Validate(options);
    }

    public static TheoryData<Action<KafkaTopicBuilder>, string> WrongTopics { get; } = new()
    {
        { t => t.DeliverTo<IProbeGrain>().StartAt((KafkaStart)9), "StartAt" },
        { t => t.DeliverTo<IProbeGrain>().OnPermanentFailure((FailurePolicy)9), "OnPermanentFailure" },
        { t => t.AsStream(s => s.OnFailure = (FailurePolicy)9), "OnFailure must be DeadLetter or RetryForever or Halt" },
        { t => t.AsStream(s => s.Keyless = (KeylessStreamRecords)9), "Keyless must be" },
    };

    [Theory]
    [MemberData(nameof(WrongTopics))]
    public void Validate_WhenATopicIsWrong_RejectsNamingIt(Action<KafkaTopicBuilder> configure, string expected)
    {
        var builder = new KafkaTopicBuilder("orders.created");
        configure(builder);

        var problem = Assert.Throws<OrleansConfigurationException>(() => new KafkaStreamOptionsValidator("orders", Right(), [builder.Build()], static () => 0).ValidateConfiguration());

        Assert.Contains("Topic \"orders.created\": ", problem.Message, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_WithoutTopics_IsRejected() =>
        Assert.Contains("at least one topic", Assert.Throws<OrleansConfigurationException>(() => new KafkaStreamOptionsValidator("orders", Right(), [], static () => 0).ValidateConfiguration()).Message, StringComparison.Ordinal);

    [Fact]
    public void WithoutKey_WithWhatIsNoPolicy_IsRejected() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new KafkaTopicBuilder("t").WithoutKey((KeylessRecords)9));

    [Theory]
    [InlineData("acks", "1", "is lost with its leader")]
    [InlineData("enable.idempotence", "false", "repeats and reorders")]
    [InlineData("max.in.flight", "100", "more than 5")]
    [InlineData("partitioner", "random", "murmur2")]
    [InlineData("message.timeout.ms", "1000", "DeliveryTimeout")]
    [InlineData("no.such.property", "1", "no.such.property")]
    public void Producer_WhenAPropertyOfOursIsGiven_IsRejectedWithTheReason(string property, string value, string expected)
    {
        var options = new KafkaProducerOptions { Connection = Right().Connection };
        options.Properties[property] = value;

        var result = new KafkaProducerOptionsValidator("outputs").Validate("outputs", options);

        Assert.True(result.Failed);
        Assert.StartsWith("Kafka producer \"outputs\": ", result.FailureMessage, StringComparison.Ordinal);
        Assert.Contains(property == "partitioner" ? "another partition" : expected, result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Producer_WhenARangeIsLeftOrRecordsAreLarge_IsRejected()
    {
        var connection = Right().Connection;

        foreach (var (options, expected) in new (KafkaProducerOptions, string)[]
        {
            (new() { Connection = connection, Linger = TimeSpan.FromHours(1) }, "Linger"),
            (new() { Connection = connection, Compression = (KafkaCompression)9 }, "Compression"),
            (new() { Connection = connection, Retries = 0 }, "Retries"),
            (new() { Connection = connection, RetryDelay = TimeSpan.Zero }, "RetryDelay"),
            (new() { Connection = connection, QueueBytesMax = 1 }, "QueueBytesMax"),
            (new() { Connection = connection, QueueTimeout = TimeSpan.FromDays(2) }, "QueueTimeout"),
            (new() { Connection = connection, FlushTimeout = TimeSpan.FromHours(1) }, "FlushTimeout"),
            (new() { Connection = connection, RecordBytesMax = 1 }, "RecordBytesMax"),
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
