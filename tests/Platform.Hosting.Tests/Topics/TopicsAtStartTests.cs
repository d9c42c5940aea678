using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Events;
using Platform.Hosting.Tests.Meters;
using Platform.Hosting.Topics;

namespace Platform.Hosting.Tests.Topics;

public sealed class TopicsAtStartTests
{
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };

    [Fact]
    public async Task Topics_OfTheFile_AreAskedForAsDeclared()
    {
        var broker = new Broker();

        await Subject(broker).EnsureAsync(TopicsFile.Load(new TopicsSettings(), Declared), allowFewerReplicas: true, "kafka:9092", TimeSpan.FromMinutes(1), CancellationToken.None);

        var readings = Assert.Single(broker.Definitions, topic => topic.Name == MeterApplication.Readings);
        Assert.Equal((4, (short)3, "lz4"), (readings.Partitions, readings.ReplicationFactor, readings.Config["compression.type"]));
        Assert.True(broker.AllowedFewerReplicas);
        Assert.Equal(4, broker.Definitions.Count);
    }

    [Fact]
    public async Task Broker_ThatStartsLate_IsWaitedFor()
    {
        var broker = new Broker(Transient(), Transient());

        var ensuring = Subject(broker).EnsureAsync(Catalog, allowFewerReplicas: false, "kafka:9092", TimeSpan.FromMinutes(1), CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(2));
        await ensuring.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(3, broker.Calls);
    }

    [Fact]
    public async Task Broker_ThatNeverAnswers_IsRefusedByItsSetting()
    {
        var broker = new Broker([.. Enumerable.Range(0, 100).Select(_ => Transient())]);

        var ensuring = Subject(broker).EnsureAsync(Catalog, allowFewerReplicas: false, "kafka:9092", TimeSpan.FromMinutes(1), CancellationToken.None);
        for (var i = 0; i < 31 && !ensuring.IsCompleted; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        var refusal = await Assert.ThrowsAsync<PlatformConfigurationException>(() => ensuring.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Contains("Platform:Kafka:BootstrapServers = 'kafka:9092'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("no broker answers", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_ByTheBroker_IsToldAtOnce()
    {
        var broker = new Broker(new KafkaStreamException("too few brokers", isTransient: false));

        var refusal = await Assert.ThrowsAsync<PlatformConfigurationException>(() => Subject(broker).EnsureAsync(Catalog, allowFewerReplicas: false, "kafka:9092", TimeSpan.FromMinutes(1), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10)));

        Assert.Contains("too few brokers", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Platform:Topics:AllowFewerReplicas=true", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_WhenTheProgramIsToldToStop_EndsAtOnce()
    {
        using var stop = new CancellationTokenSource();
        var ensuring = Subject(new Broker(Transient())).EnsureAsync(Catalog, allowFewerReplicas: false, "kafka:9092", TimeSpan.FromMinutes(1), stop.Token);

        await stop.CancelAsync();

        var end = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ensuring.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(stop.Token, end.CancellationToken);
    }

    private static Declarations Declared => Application.Check(MeterApplication.Declare);

    private static TopicCatalog Catalog => TopicCatalog.Parse("- {name: a, partitions: 1, replication-factor: 1}");

    private static KafkaStreamException Transient() => new("no broker answers", isTransient: true);

    private TopicsAtStart Subject(IKafkaTopics topics) => new(topics, _time, NullLogger<TopicsAtStart>.Instance);

    private sealed class Broker(params KafkaStreamException[] failures) : IKafkaTopics
    {
        public int Calls { get; private set; }

        public IReadOnlyList<TopicDefinition> Definitions { get; private set; } = [];

        public bool AllowedFewerReplicas { get; private set; }

        public Task<TopicsReport> EnsureAsync(IReadOnlyList<TopicDefinition> definitions, bool allowFewerReplicas, CancellationToken cancellationToken = default)
        {
            (Definitions, AllowedFewerReplicas) = (definitions, allowFewerReplicas);
            return Calls++ < failures.Length ? Task.FromException<TopicsReport>(failures[Calls - 1]) : Task.FromResult(new TopicsReport([], []));
        }

        public Task<int?> GetPartitionCountAsync(string topic, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task CheckAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
