using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.Support.Fakes;

namespace Orleans.Streaming.Kafka.Tests.Assignment;

public sealed class StartPositionsTests
{
    private readonly FakeConsumer _consumer = FakeConsumer.Create();
    private int _lookups;
    private int _queries;

    [Fact]
    public void Resolve_OfSeveralTopics_IsOneLookupAndOneCommit()
    {
        _consumer.BeforeCommitted = () => _queries++;

        var starts = Resolve(new("t", 0), new("t", 1), new("u", 0), new("u", 1));

        Assert.Equal((1, 1, 1), (_queries, _lookups, _consumer.CommitCalls));
        Assert.Equal(4, starts.Count);
        Assert.All(starts.Values, start => Assert.Equal(5, start.Offset));
    }

    [Fact]
    public void Resolve_WhenOneTopicWaitsForTheOwnerOfItsFirstPartition_CommitsTheOthersFirst()
    {
        _consumer.BeforeCommitted = () =>
        {
            if (++_queries == 2)
            {
                // The other topic's start is fixed before this member waits, or two members could wait for each other.
                Assert.Equal(["t", "t"], _consumer.Commits.Select(c => c.Topic));
                _consumer.Committed[new("u", 0)] = new TopicPartitionOffset("u", 0, 7);
                _consumer.Committed[new("u", 1)] = new TopicPartitionOffset("u", 1, 8);
            }
        };

        var starts = Resolve(new("t", 0), new("t", 1), new("u", 1));

        Assert.Equal(2, _queries);
        Assert.Equal(8, starts[new("u", 1)].Offset);
        Assert.Equal(1, _consumer.CommitCalls);
    }

    private IReadOnlyDictionary<TopicPartition, OffsetAndEpoch> Resolve(params TopicPartition[] assigned)
    {
        var time = new FakeTimeProvider();
        var routes = new[] { "t", "u" }.ToDictionary(
            topic => topic, topic => new KafkaTopicRoute(topic, static e => e.Key, static (_, _) => throw new NotSupportedException(), Start: null), StringComparer.Ordinal);
        return new StartPositions(new KafkaStreamOptions { GroupId = "g" }, routes, new RecordedPositions("g", store: null, trusts: false, NullLogger<RecordedPositions>.Instance), time, NullLogger<StartPositions>.Instance).Resolve(
            _consumer.Client,
            wanted =>
            {
                _lookups++;
                return Task.FromResult<IReadOnlyDictionary<TopicPartition, long>>(wanted.ToDictionary(w => w.TopicPartition, _ => 5L));
            },
            new Dictionary<string, TopicSnapshot>(StringComparer.Ordinal) { ["t"] = new(Guid.NewGuid(), 2), ["u"] = new(Guid.NewGuid(), 2) },
            assigned,
            new HashSet<string>(StringComparer.Ordinal),
            new LoopHeartbeat(time),
            CancellationToken.None);
    }
}
