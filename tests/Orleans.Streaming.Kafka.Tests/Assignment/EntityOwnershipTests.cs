using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Assignment;

/// <summary>Topics <c>made</c> and <c>paid</c> go to orders and have 3 partitions each, <c>users</c> to users.</summary>
public sealed class EntityOwnershipTests : IDisposable
{
    private static readonly GrainType Order = GrainType.Create("order");

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly GroupAssignment _assignment = new();
    private readonly KafkaMetrics _metrics;
    private readonly TopicDirectory _topics;
    private readonly Dictionary<string, KafkaTopicRoute> _routes = new(StringComparer.Ordinal);
    private readonly EntityOwnership _ownership;

    public EntityOwnershipTests()
    {
        _metrics = new KafkaMetrics(_services.GetRequiredService<IMeterFactory>());
        _topics = new TopicDirectory("g", _metrics, NullLogger<TopicDirectory>.Instance);
        Route("made", Order);
        Route("paid", Order);
        Route("users", GrainType.Create("user"));
        Know(("made", 3), ("paid", 3), ("users", 3));
        _ownership = new EntityOwnership(_assignment, _topics, _routes, grains: null!);
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Entity_WhosePartitionsOfAllTopicsOfItsGrainAreHere_IsWhole()
    {
        Assign(("made", 1), ("paid", 1), ("made", 2));

        Assert.True(_ownership.IsWhole("made", 1, Order));
        Assert.True(_ownership.IsWhole("paid", 1, Order));
        Assert.False(_ownership.IsWhole("made", 2, Order));
    }

    [Fact]
    public void Entity_OfATopicThatNobodyHasSeen_NeedsNothingOfIt()
    {
        Route("new", Order);
        Assign(("made", 1), ("paid", 1));
        var before = _ownership.IsWhole("made", 1, Order);
        Know(("new", 3));

        Assert.True(before);
        Assert.False(_ownership.IsWhole("made", 1, Order));
    }

    [Fact]
    public void Entity_WhoseTopicsHaveOtherNumbersOfPartitions_IsWholeWhereAllOfThemAre()
    {
        Know(("paid", 4));
        Assign(("made", 0), ("paid", 0), ("paid", 1), ("paid", 2));
        var before = _ownership.IsWhole("made", 0, Order);
        Assign(("paid", 3));

        Assert.False(before);
        Assert.True(_ownership.IsWhole("made", 0, Order));
        Assert.False(_ownership.IsWhole("paid", 0, Order));
    }

    [Fact]
    public void Basis_ChangesWithTheAssignmentAndTheTopicsAlone()
    {
        var first = _ownership.Basis;
        Know(("made", 3));
        var second = _ownership.Basis;
        Assign(("made", 1));
        var third = _ownership.Basis;
        Know(("made", 5));
        var fourth = _ownership.Basis;

        Assert.Same(first.Topics, second.Topics);
        Assert.Same(first.Assignment, second.Assignment);
        Assert.NotSame(second.Assignment, third.Assignment);
        Assert.NotSame(third.Topics, fourth.Topics);
    }

    private void Know(params (string Topic, int Partitions)[] seen) =>
        _topics.Update(seen.ToDictionary(one => one.Topic, one => new TopicSnapshot(Guid.Empty, one.Partitions), StringComparer.Ordinal));

    private void Route(string topic, GrainType type) => _routes[topic] = new KafkaTopicRoute(topic, static e => e.Key, static (_, _) => null!, null)
    {
        GrainOf = (_, entity) => GrainId.Create(type, entity),
    };

    private void Assign(params (string Topic, int Partition)[] partitions)
    {
        var options = new KafkaStreamOptions();
        var services = new DeliveryServices("g", null!, null!, null!, DispatchLimits.Of(options), _metrics, _time, NullLoggerFactory.Instance)
        {
            Memory = new MemoryBudget(options),
            Judge = TestJudge.Of(_time),
            PermanentFailure = FailurePolicy.DeadLetter,
        };
        _assignment.Add([.. partitions.Select(one => new AssignedPartition(one.Topic, one.Partition, Guid.Empty, 0, _routes[one.Topic], services))], new LoopHeartbeat(_time));
    }
}
