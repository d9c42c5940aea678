using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Orleans.Streaming.Kafka.Tests.Support.Fakes;

/// <summary>What surrounds a consume loop, with a client that is none: topic <c>t</c>, nothing is delivered.</summary>
internal sealed class FakeGroup : IDisposable
{
    private readonly ILoggerFactory _loggers;

    public FakeGroup(Action<KafkaStreamOptions>? configure = null, IGroupPositionStore? store = null)
    {
        var connection = new KafkaConnection { BootstrapServers = "localhost:1" };
        Options = new KafkaStreamOptions { Connection = connection, GroupId = "g" };
        configure?.Invoke(Options);
        _loggers = LoggerFactory.Create(b => b.AddProvider(Log).SetMinimumLevel(LogLevel.Trace));
        var assignment = new GroupAssignment();
        var report = new ClientReport("g", connection, Time, _loggers.CreateLogger<ClientReport>());
        var status = new GroupStatus("g", assignment, report);
        var routes = new Dictionary<string, KafkaTopicRoute>(StringComparer.Ordinal)
        {
            ["t"] = new("t", static e => e.Key, static (_, _) => throw new NotSupportedException(), Start: null),
        };
        var positions = new RecordedPositions("g", store, Options.TrustCommittedOffsets, _loggers.CreateLogger<RecordedPositions>());
        Services = new ConsumeServices
        {
            Options = Options,
            Routes = routes,
            Assignment = assignment,
            Status = status,
            Rights = new DeniedRights(status),
            Topics = new TopicDirectory("g", TestPartition.Metrics, _loggers.CreateLogger<TopicDirectory>()),
            Positions = positions,
            Starts = new StartPositions(Options, routes, positions, Time, _loggers.CreateLogger<StartPositions>()),
            Delivery = TestPartition.Delivery(Time),
            Metrics = TestPartition.Metrics,
            Report = report,
            Certificates = new CertificateFiles(connection, report, Time),
            Time = Time,
            Loggers = _loggers,
        };
        Heartbeat = new LoopHeartbeat(Time);
        Owned = new OwnedPartitions(assignment, Heartbeat, status);
        Consumer.Assignment = () => [.. Owned.All.Select(p => new TopicPartition(p.Topic, p.Partition))];
        Committer = new OffsetCommitter("g", status, Services.Rights, TestPartition.Metrics, Time, _loggers.CreateLogger<OffsetCommitter>());
        Handlers = new RebalanceHandlers(Services, Owned, Committer, Heartbeat, DescribeAsync, ListAsync, _loggers.CreateLogger<RebalanceHandlers>(), CancellationToken.None);
        Recovery = new PartitionRecovery(Services, Owned, Committer, Heartbeat, DescribeAsync, ListAsync, _loggers.CreateLogger<PartitionRecovery>());
        Upkeep = new AssignmentUpkeep(Services, Owned, Committer, Heartbeat, Recovery);
    }

    public KafkaStreamOptions Options { get; }

    public FakeTimeProvider Time { get; } = new();

    public LogCapture Log { get; } = new();

    public FakeConsumer Consumer { get; } = FakeConsumer.Create();

    /// <summary>The topic's id; the test gives it another to create it again.</summary>
    public Guid TopicId { get; set; } = Guid.NewGuid();

    /// <summary>How many partitions the topic has.</summary>
    public int Partitions { get; set; } = 2;

    /// <summary>How often offsets of the logs were looked up.</summary>
    public int Lookups { get; private set; }

    public ConsumeServices Services { get; }

    public GroupStatus Status => Services.Status;

    public LoopHeartbeat Heartbeat { get; }

    public OwnedPartitions Owned { get; }

    public OffsetCommitter Committer { get; }

    public RebalanceHandlers Handlers { get; }

    public PartitionRecovery Recovery { get; }

    public AssignmentUpkeep Upkeep { get; }

    public static TopicPartition Zero { get; } = new("t", 0);

    /// <summary>Assigns partitions, as a rebalance does; they begin where they were committed or by policy.</summary>
    public List<TopicPartitionOffset> Assign(params int[] partitions) => Handlers.OnAssigned(Consumer.Client, [.. partitions.Select(p => new TopicPartition("t", p))]);

    /// <summary>Takes them away, as a rebalance does.</summary>
    public void Revoke(params int[] partitions) => Handlers.OnRevoked(Consumer.Client, [.. partitions.Select(p => new TopicPartitionOffset("t", p, Offset.Unset))]);

    public AssignedPartition Partition(int partition) => Owned.Find("t", partition) ?? throw new InvalidOperationException($"t[{partition}] is not owned.");

    /// <summary>What <see cref="FakeConsumer.Committed"/> shall say of a partition.</summary>
    public void Commit(int partition, long offset, int? epoch = null) =>
        Consumer.Committed[new TopicPartition("t", partition)] = new TopicPartitionOffset(new TopicPartition("t", partition), offset, epoch);

    /// <summary>One turn of the upkeep.</summary>
    public void Keep() => Upkeep.Run(Consumer.Client, Time.GetTimestamp());

    private Task<IReadOnlyDictionary<string, TopicSnapshot>> DescribeAsync(IReadOnlyCollection<string> topics) =>
        Task.FromResult<IReadOnlyDictionary<string, TopicSnapshot>>(new Dictionary<string, TopicSnapshot>(StringComparer.Ordinal) { ["t"] = new(TopicId, Partitions) });

    private Task<IReadOnlyDictionary<TopicPartition, long>> ListAsync(IReadOnlyCollection<TopicPartitionOffsetSpec> wanted)
    {
        Lookups++;
        return Task.FromResult<IReadOnlyDictionary<TopicPartition, long>>(wanted.ToDictionary(
            w => w.TopicPartition,
            w => Consumer.Logs.GetValueOrDefault(w.TopicPartition) is not { } log ? 0 : w.OffsetSpec is OffsetSpec.LatestSpec ? log.High.Value : log.Low.Value));
    }

    public void Dispose() => _loggers.Dispose();
}
