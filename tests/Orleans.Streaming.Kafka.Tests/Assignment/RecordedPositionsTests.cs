using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Tests.Support.Fakes;

namespace Orleans.Streaming.Kafka.Tests.Assignment;

/// <summary>What a group begins with where its committed offsets are not what the database says.</summary>
public sealed class RecordedPositionsTests
{
    private readonly PositionRows _database = new();

    [Fact]
    public void Start_WhenTheGroupsOffsetsExpired_IsWhereTheDatabaseIs_AlsoAtLatest()
    {
        using var group = Group(options => options.Start = KafkaStart.Latest);
        _database.Rows[("t", 0)] = new GroupPosition("t", 0, group.TopicId, 3);

        var assigned = group.Assign(0);

        Assert.Equal(3, Assert.Single(assigned).Offset.Value);
        Assert.Equal(3, Assert.Single(group.Consumer.Commits, commit => commit.Partition == 0).Offset.Value);
        Assert.Equal(3, _database.Rows[("t", 0)].Offset);
        Assert.Contains(group.Log.Entries, entry => entry.Level == LogLevel.Warning && entry.Message.Contains("t[0]: group \"g\" has no committed offset any more", StringComparison.Ordinal));
    }

    [Fact]
    public void Start_WhenTheGroupsOffsetsExpiredAndItBeginsAtEarliest_IsTheFirstRecord()
    {
        using var group = Group(options => options.Start = KafkaStart.Earliest);
        _database.Rows[("t", 0)] = new GroupPosition("t", 0, group.TopicId, 3);

        Assert.Equal(0, Assert.Single(group.Assign(0)).Offset.Value);
    }

    [Fact]
    public void Start_AtLatestOfAGroupThatNobodyKnows_SaysThatWhatIsThereIsNotRead()
    {
        using var group = Group(options => options.Start = KafkaStart.Latest);

        Assert.Equal(10, Assert.Single(group.Assign(0)).Offset.Value);
        Assert.Contains(group.Log.Entries, entry => entry.Level == LogLevel.Warning && entry.Message.Contains("what is there before is not read", StringComparison.Ordinal));
    }

    [Fact]
    public void Start_WhenTheGroupsOffsetWasMovedForward_IsWhereTheDatabaseIs_AndCommittedBeforeAnythingIsRead()
    {
        using var group = Group();
        group.Commit(0, 8);
        group.Commit(1, 4);
        _database.Rows[("t", 0)] = new GroupPosition("t", 0, group.TopicId, 3);
        _database.Rows[("t", 1)] = new GroupPosition("t", 1, group.TopicId, 4);

        var assigned = group.Assign(0, 1);

        Assert.Equal([3, 4], assigned.Select(start => start.Offset.Value));
        // Other silos query the broker for what proves that outputs are published.
        Assert.Equal((0, 3L), Assert.Single(group.Consumer.Commits) is var commit ? (commit.Partition.Value, commit.Offset.Value) : default);
        Assert.Contains(group.Log.Entries, entry => entry.Level == LogLevel.Error && entry.Message.Contains("They are read again from 3 on", StringComparison.Ordinal));
    }

    [Fact]
    public void Start_WhenTheGroupsOffsetWasMovedForwardAndCounts_SaysWhatIsNotReadAndNotPublished()
    {
        using var group = Group(options => options.TrustCommittedOffsets = true);
        group.Commit(0, 8);
        _database.Rows[("t", 0)] = new GroupPosition("t", 0, group.TopicId, 3);

        Assert.Equal(8, Assert.Single(group.Assign(0)).Offset.Value);
        Assert.Equal(8, _database.Rows[("t", 0)].Offset);
        Assert.Contains(
            group.Log.Entries,
            entry => entry.Level == LogLevel.Warning && entry.Message.Contains("5 offsets are not read, and outputs", StringComparison.Ordinal) && entry.Message.Contains("count as published", StringComparison.Ordinal));
    }

    private FakeGroup Group(Action<KafkaStreamOptions>? configure = null)
    {
        var group = new FakeGroup(configure, _database);
        group.Consumer.Logs[new TopicPartition("t", 0)] = new WatermarkOffsets(0, 10);
        group.Consumer.Logs[new TopicPartition("t", 1)] = new WatermarkOffsets(0, 10);
        return group;
    }

    /// <summary>The database's positions, in memory.</summary>
    private sealed class PositionRows : IGroupPositionStore
    {
        public Dictionary<(string Topic, int Partition), GroupPosition> Rows { get; } = [];

        public Task<IReadOnlyList<GroupPosition>> ReadAsync(string group, IReadOnlyCollection<(string Topic, int Partition)> partitions, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<GroupPosition>>([.. partitions.Where(Rows.ContainsKey).Select(partition => Rows[partition])]);

        public Task WriteAsync(string group, IReadOnlyCollection<GroupPosition> positions, CancellationToken cancellationToken)
        {
            foreach (var position in positions)
            {
                Rows[(position.Topic, position.Partition)] = position;
            }

            return Task.CompletedTask;
        }
    }
}
