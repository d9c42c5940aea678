using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

/// <summary>
/// Nothing stalls silently: each way to stand still is provoked, told, and mended without help. The timeouts are short, so
/// nothing runs beside them.
/// </summary>
[Collection(AloneGroup.Name)]
public sealed class StallTests : IAsyncLifetime
{
    private const KafkaErrorCode FencedInstanceId = (KafkaErrorCode)82;

    private readonly EmbeddedKafka _broker = EmbeddedKafka.Start(new EmbeddedKafkaOptions { KeepRecords = 100_000 });
    private readonly string _topic = $"t-{Guid.NewGuid():N}";
    private readonly string _group = $"g-{Guid.NewGuid():N}";
    private readonly LogCapture _log = new();

    public Task InitializeAsync()
    {
        _broker.CreateTopic(_topic, 2);
        _broker.CreateTopic(_topic + ".dlq", 2);
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _broker.DisposeAsync().AsTask();

    [Fact]
    public async Task Fetching_WhenNothingIsReadThoughThereAreRecords_IsReported_AndTheConsumerIsRebuilt()
    {
        await using var silo = await StartAsync(o => o.StallTimeout = TimeSpan.FromSeconds(2));
        await SendAsync(silo, 0, 10);
        await Eventually.Async(() => silo.Probe.Count == 10, () => $"{silo.Probe.Count} delivered");
        var loop = silo.Group.Loop;

        _broker.FailNext(KafkaApi.Fetch, [.. Enumerable.Repeat(KafkaErrorCode.NotLeaderForPartition, 10_000)]);
        await SendAsync(silo, 10, 10);

        await Eventually.Async(() => Logged("reads nothing of"), LastLines);
        await Eventually.Async(() => silo.Group.Loop is { } now && now != loop, () => silo.Status.Detail);
        // Through the assignments of two consumers that read nothing either.
        var wasReady = false;
        await Eventually.Async(
            () =>
            {
                wasReady |= silo.Status.IsReady;
                return _log.Entries.Count(e => e.Message.Contains("reads nothing of", StringComparison.Ordinal)) >= 3;
            },
            LastLines);
        Assert.False(wasReady);
        // Between two consumers there is nothing to be behind in.
        await Eventually.Async(() => silo.Group.Progress().Sum(p => p.Lag) == 10, LastLines);
        _broker.ClearFailures();
        await AwaitAllAsync(silo, 20);
    }

    [Fact]
    public async Task Delivery_WhenAnEntityFailsForLong_IsNoStall()
    {
        await using var silo = await StartAsync(o => (o.StallTimeout, o.PartitionRecordsMax) = (TimeSpan.FromSeconds(2), 5));
        var broken = true;
        silo.Probe.BeforeAsync = (_, _) => broken ? throw new IOException("database away") : Task.CompletedTask;
        var loop = silo.Group.Loop;

        await SendAsync(silo, 0, 100);
        // Three times what a stall needs to be found.
        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System);

        Assert.Same(loop, silo.Group.Loop);
        Assert.True(silo.Status.IsReady, silo.Status.Detail);
        broken = false;
        await AwaitAllAsync(silo, 100);
    }

    [Fact]
    public async Task ConsumeThread_WhenItHangs_IsReportedAndReplaced_AndDoesNoHarmWhenItDoes()
    {
        using var time = new StallingTime($"kafka-{_group}");
        await using var silo = await StartAsync(
            o => o.StallTimeout = TimeSpan.FromSeconds(2),
            kafka => kafka.Services.AddSingleton<TimeProvider>(time));
        await SendAsync(silo, 0, 10);
        await Eventually.Async(() => silo.Probe.Count == 10, () => $"{silo.Probe.Count} delivered");

        var wasReady = true;
        _log.Written = line => wasReady = line.Contains("has made no progress", StringComparison.Ordinal) ? silo.Status.IsReady : wasReady;
        time.Stall();
        await Eventually.Async(() => time.Kept == 1, () => "no thread was kept");
        await Eventually.Async(() => Logged("has made no progress"), LastLines);
        Assert.False(wasReady);
        await SendAsync(silo, 10, 10);

        await AwaitAllAsync(silo, 20);
        var loop = silo.Group.Loop;
        time.Release();
        await Eventually.Async(() => Logged("was abandoned has ended"), LastLines);
        await SendAsync(silo, 20, 10);
        await AwaitAllAsync(silo, 30);
        Assert.Same(loop, silo.Group.Loop);
    }

    [Fact]
    public async Task FatalError_RebuildsTheConsumer()
    {
        await using var silo = await StartAsync();
        await SendAsync(silo, 0, 10);
        await Eventually.Async(() => silo.Probe.Count == 10, () => $"{silo.Probe.Count} delivered");
        var loop = silo.Group.Loop;

        _broker.FailNext(KafkaApi.Heartbeat, FencedInstanceId);

        await Eventually.Async(() => !silo.Status.IsReady, LastLines);
        await Eventually.Async(() => silo.Group.Loop is { } now && now != loop, LastLines);
        _broker.ClearFailures();
        await SendAsync(silo, 10, 10);
        await AwaitAllAsync(silo, 20);
        Assert.True(Logged("leaves after an error"), LastLines());
    }

    [Fact]
    public async Task RebalanceHandler_WhenItThrows_ReadsNothingAndRebuildsTheConsumer()
    {
        // What the assigned handler asks first after the topics: the committed offsets.
        _broker.FailNext(KafkaApi.OffsetFetch, [.. Enumerable.Repeat(KafkaErrorCode.GroupAuthorizationFailed, 1_000)]);

        await using var silo = await StartAsync(awaitReady: false);
        await SendAsync(silo, 0, 10);

        await Eventually.Async(() => Logged("failed and is rebuilt"), LastLines);
        await Eventually.Async(() => silo.Status.Detail.Contains("failed and is rebuilt", StringComparison.Ordinal), () => silo.Status.Detail);
        Assert.False(silo.Status.IsReady);
        _broker.ClearFailures();
        await AwaitAllAsync(silo, 10);
        Assert.Equal(10, silo.Probe.Count);
    }

    [Fact]
    public async Task TopicRights_WhenLostAndRegained_AreReported_AndReadingGoesOnByItself()
    {
        await using var silo = await StartAsync(o => o.StallTimeout = TimeSpan.FromMinutes(1));
        await SendAsync(silo, 0, 10);
        await Eventually.Async(() => silo.Probe.Count == 10, () => $"{silo.Probe.Count} delivered");
        var loop = silo.Group.Loop;

        _broker.FailNext(KafkaApi.Fetch, [.. Enumerable.Repeat(KafkaErrorCode.TopicAuthorizationFailed, 10_000)]);

        await Eventually.Async(() => silo.Status.Detail.Contains("may not be read", StringComparison.Ordinal), () => silo.Status.Detail);
        Assert.False(silo.Status.IsReady);
        _broker.ClearFailures();
        await SendAsync(silo, 10, 40);
        await AwaitAllAsync(silo, 50);
        Assert.Same(loop, silo.Group.Loop);
    }

    [Fact]
    public async Task BrokerAway_IsReported_WithoutAStormOfRebuildsOrLines_AndReadingGoesOnByItself()
    {
        await using var silo = await StartAsync(o => o.StallTimeout = TimeSpan.FromSeconds(2));
        await SendAsync(silo, 0, 10);
        await Eventually.Async(() => silo.Probe.Count == 10, () => $"{silo.Probe.Count} delivered");
        var loop = silo.Group.Loop;
        var before = _log.Entries.Count(IsOurs);

        _broker.BrokerDown();
        await Eventually.Async(() => silo.Status.Detail.Contains("no broker can be reached", StringComparison.Ordinal), () => silo.Status.Detail);
        await Task.Delay(TimeSpan.FromSeconds(TestScale.Of(120)), TimeProvider.System);

        Assert.False(silo.Status.IsReady);
        Assert.Same(loop, silo.Group.Loop);
        Assert.InRange(_log.Entries.Count(IsOurs) - before, 1, 20);
        _broker.BrokerUp();
        await SendAsync(silo, 10, 10);
        await AwaitAllAsync(silo, 20);
        Assert.Same(loop, silo.Group.Loop);

        static bool IsOurs((Microsoft.Extensions.Logging.LogLevel Level, string Category, string Message) entry) =>
            entry.Level >= Microsoft.Extensions.Logging.LogLevel.Warning
            && entry.Category.StartsWith("Orleans.Streaming.Kafka", StringComparison.Ordinal)
            && !entry.Category.Contains("Producer", StringComparison.Ordinal);
    }

    private Task<KafkaSilo> StartAsync(Action<KafkaStreamOptions>? configure = null, Action<KafkaStreamsBuilder>? build = null, bool awaitReady = true) =>
        KafkaSilo.StartAsync(
            _broker,
            _group,
            [_topic],
            configure,
            kafka =>
            {
                _log.AddTo(kafka);
                build?.Invoke(kafka);
            },
            awaitReady);

    private async Task SendAsync(KafkaSilo silo, int from, int count)
    {
        var results = await silo.Producer.SendManyAsync([.. Enumerable.Range(from, count).Select(i => new KafkaMessage
        {
            Topic = _topic,
            Key = Encoding.UTF8.GetBytes($"e{i % 5}"),
            Value = Encoding.UTF8.GetBytes($"{i}"),
        })]);
        Assert.All(results, r => Assert.Null(r.Error));
    }

    // Redelivery is allowed here; loss and silence are not.
    private async Task AwaitAllAsync(KafkaSilo silo, int count)
    {
        await Eventually.Async(
            () => silo.Probe.Keys.SelectMany(silo.Probe.TextsOf).Distinct().Count() == count,
            () => $"{silo.Probe.Count} delivered; {silo.Status.Detail}; {LastLines()}");
        await Eventually.Async(() => silo.Status.IsReady, () => silo.Status.Detail);
    }

    private bool Logged(string what) => _log.Entries.Any(e => e.Message.Contains(what, StringComparison.Ordinal));

    private string LastLines() => string.Join('\n', _log.Entries.TakeLast(10).Select(e => e.Message));
}
