using Confluent.Kafka;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Testing.Tests.Support;

namespace Orleans.Streaming.Kafka.Testing.Tests.Embedded;

public sealed class EmbeddedKafkaFaultTests : IAsyncLifetime
{
    private const string Topic = "orders";
    private static readonly TopicPartition Partition = new(Topic, 0);
    private readonly EmbeddedKafka _kafka = EmbeddedKafka.Start(new() { Groups = [new("group", [Topic])], KeepRecords = 0, TrimInterval = TimeSpan.FromMilliseconds(10) });

    public Task InitializeAsync()
    {
        _kafka.CreateTopic(Topic, 1);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _kafka.DisposeAsync();

    [Fact]
    public async Task BrokerDown_WhileAProducerSends_HoldsItBackUntilBrokerUpAndKeepsWhatWasWritten()
    {
        using var producer = Client.Producer(_kafka.BootstrapServers);
        await producer.ProduceAsync(Partition, Client.Message("before"));
        using var hasty = Client.Producer(_kafka.BootstrapServers, c => c.MessageTimeoutMs = 1_000);

        _kafka.BrokerDown();
        var refused = await Assert.ThrowsAnyAsync<KafkaException>(() => hasty.ProduceAsync(Partition, Client.Message("never")));
        var held = producer.ProduceAsync(Partition, Client.Message("held"));
        Assert.False(held.IsCompleted);
        _kafka.BrokerUp();
        await held;

        Assert.Equal(ErrorCode.Local_MsgTimedOut, refused.Error.Code);
        Assert.Equal(["before", "held"], Client.Read(_kafka.BootstrapServers, Topic, 0, 0, 2));
    }

    [Fact]
    public async Task Latency_WhenSet_DelaysEachAnswerUntilItIsZeroAgain()
    {
        using var producer = Client.Producer(_kafka.BootstrapServers, c => c.LingerMs = 0);
        await producer.ProduceAsync(Partition, Client.Message("warm"));

        _kafka.SetLatency(TimeSpan.FromMilliseconds(400));
        var slow = await TimeAsync(() => producer.ProduceAsync(Partition, Client.Message("slow")));
        _kafka.SetLatency(TimeSpan.Zero);
        // One of ten may be slow for reasons of its own; with the latency none could be fast.
        var fast = TimeSpan.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var took = await TimeAsync(() => producer.ProduceAsync(Partition, Client.Message("fast")));
            fast = took < fast ? took : fast;
        }

        Assert.True(slow >= TimeSpan.FromMilliseconds(350), $"took {slow}");
        Assert.True(fast < TimeSpan.FromMilliseconds(350), $"took {fast}");
    }

    [Fact]
    public async Task FailNext_WithAPermanentError_FailsOneRequestAndNoFurther()
    {
        using var producer = Client.Producer(_kafka.BootstrapServers, c => c.EnableIdempotence = false);
        await producer.ProduceAsync(Partition, Client.Message("warm"));

        _kafka.FailNext(KafkaApi.Produce, KafkaErrorCode.MessageTooLarge);
        var failure = await Assert.ThrowsAnyAsync<KafkaException>(() => producer.ProduceAsync(Partition, Client.Message("refused")));
        await producer.ProduceAsync(Partition, Client.Message("accepted"));

        Assert.Equal(ErrorCode.MsgSizeTooLarge, failure.Error.Code);
        Assert.Equal(["warm", "accepted"], Client.Read(_kafka.BootstrapServers, Topic, 0, 0, 2));
    }

    [Fact]
    public async Task FailNext_WithRetriableErrors_IsOvercomeByTheProducer()
    {
        using var producer = Client.Producer(_kafka.BootstrapServers);

        _kafka.FailNext(KafkaApi.Produce, KafkaErrorCode.NotEnoughReplicas, KafkaErrorCode.NotLeaderForPartition, KafkaErrorCode.RequestTimedOut);
        var result = await producer.ProduceAsync(Partition, Client.Message("at last"));

        Assert.Equal(0, result.Offset.Value);
    }

    [Fact]
    public async Task FailNext_OfWhatTrimmingRequestsToo_ReachesTheTestsOwnClient()
    {
        await ProduceOneAndSeeItTrimmedAsync();

        // The client asks for the first and the last offset at once.
        _kafka.FailNext(KafkaApi.ListOffsets, KafkaErrorCode.TopicAuthorizationFailed, KafkaErrorCode.TopicAuthorizationFailed);

        // Rounds of trimming fall due while other clients come and go.
        for (var i = 0; i < 10; i++)
        {
            await Client.ProduceAsync(_kafka.BootstrapServers, Topic, 0, "more");
        }

        var failure = Assert.ThrowsAny<KafkaException>(() => Client.Watermarks(_kafka.BootstrapServers, Topic, 0));

        Assert.Equal(ErrorCode.TopicAuthorizationFailed, failure.Error.Code);
    }

    [Fact]
    public async Task ClearFailures_WhenFailuresWait_ForgetsThemAndTrimmingGoesOn()
    {
        _kafka.FailNext(KafkaApi.Produce, [.. Enumerable.Repeat(KafkaErrorCode.TopicAuthorizationFailed, 10)]);

        _kafka.ClearFailures();

        await ProduceOneAndSeeItTrimmedAsync();
    }

    private async Task ProduceOneAndSeeItTrimmedAsync()
    {
        await Client.ProduceAsync(_kafka.BootstrapServers, Topic, 0, "accepted");
        Client.Commit(_kafka.BootstrapServers, "group", Topic, 0, 1);
        await Eventually.IsAsync("the record trimmed", () => Client.Watermarks(_kafka.BootstrapServers, Topic, 0).Low.Value, low => low == 1);
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> action)
    {
        var began = TimeProvider.System.GetTimestamp();
        await action();
        return TimeProvider.System.GetElapsedTime(began);
    }
}
