using Confluent.Kafka;
using Orleans.Streaming.Kafka.Tests.Support;
using Orleans.Streaming.Kafka.Tests.Support.Fakes;

namespace Orleans.Streaming.Kafka.Tests.Assignment;

public sealed class RebalanceHandlersTests : IDisposable
{
    private FakeGroup _group = new();

    public void Dispose() => _group.Dispose();

    [Fact]
    public void OnAssigned_BeginsWhereItWasCommitted_WithTheLeaderEpochCommittedThere()
    {
        _group.Commit(0, 7, epoch: 3);
        _group.Commit(1, 9);

        var starts = _group.Assign(0, 1);

        Assert.Equal([(7L, 3), (9L, null)], starts.Select(s => (s.Offset.Value, s.LeaderEpoch)));
        Assert.Equal(new OffsetAndEpoch(7, 3), _group.Partition(0).CommittedPosition);
        Assert.Equal(3, _group.Partition(0).LeaderEpoch);
        Assert.Null(_group.Handlers.Error);
    }

    [Theory]
    [InlineData(KafkaStart.Earliest, 3)]
    [InlineData(KafkaStart.Latest, 30)]
    public void OnAssigned_WhenManyPartitionsBegin_FindsAndCommitsTheirStartsAtOnce(KafkaStart start, long expected)
    {
        Use(o => o.Start = start);
        _group.Partitions = 400;
        for (var partition = 0; partition < 400; partition++)
        {
            _group.Consumer.Logs[new TopicPartition("t", partition)] = new WatermarkOffsets(3, 30);
        }

        var starts = _group.Assign([.. Enumerable.Range(0, 400)]);

        Assert.Null(_group.Handlers.Error);
        Assert.Equal(1, _group.Lookups);
        Assert.Equal(1, _group.Consumer.CommitCalls);
        Assert.Equal(400, _group.Consumer.Commits.Count);
        Assert.All(starts, s => Assert.Equal(expected, s.Offset.Value));
    }

    [Fact]
    public void OnAssigned_WhenTheTopicIsAnotherAndThePolicyIsFail_HaltsAtTheFirstRecord_ThoughTheGroupBeginsAtTheEnd()
    {
        Use(o => o.Start = KafkaStart.Latest);
        Recreate(low: 4, high: 30);

        var starts = _group.Assign(0);

        Assert.Equal(4, Assert.Single(starts).Offset.Value);
        Assert.Contains("deleted and created again", _group.Partition(0).Halted, StringComparison.Ordinal);
        Assert.False(_group.Status.IsReady);
        Assert.Contains(_group.Log.Entries, e => e.Level == Microsoft.Extensions.Logging.LogLevel.Error && e.Message.Contains("deleted and created again", StringComparison.Ordinal));
        Assert.Equal(4, _group.Consumer.Committed[FakeGroup.Zero].Offset.Value);
        Assert.Equal(4, _group.Partition(0).Next);
    }

    [Fact]
    public void OnAssigned_WhenTheTopicIsAnotherAndAnOldOffsetIsCommitted_DoesNotBeginThere()
    {
        Use(o => o.TopicRecreated = TopicRecreatedPolicy.Earliest);
        Recreate(low: 0, high: 30);
        _group.Commit(0, 10);

        var starts = _group.Assign(0);

        Assert.Equal(0, Assert.Single(starts).Offset.Value);
        Assert.Equal(0, _group.Consumer.Committed[FakeGroup.Zero].Offset.Value);
    }

    [Fact]
    public void OnAssigned_WhenTheTopicIsAnotherAndThePolicyIsEarliest_GoesOn_AndIsReportedAndCounted()
    {
        Use(o => o.TopicRecreated = TopicRecreatedPolicy.Earliest);
        using var recreated = new MetricCount("kafka.topic.recreated", "t");
        Recreate(low: 0, high: 30);

        _group.Assign(0);

        Assert.Null(_group.Partition(0).Halted);
        Assert.True(_group.Status.IsReady, _group.Status.Detail);
        // Other tests have topics of that name, too.
        Assert.InRange(recreated.Sum, 1, long.MaxValue);
        Assert.Contains(_group.Log.Entries, e => e.Message.Contains("the new one is read from 0", StringComparison.Ordinal));
    }

    [Fact]
    public void OnAssigned_WhenTheOtherTopicWasReportedBefore_GoesOnWhereTheNewOneIsCommitted()
    {
        Recreate(low: 0, high: 30);
        _group.Assign(0);
        _group.Revoke(0);
        _group.Commit(0, 5);

        var starts = _group.Assign(0);

        Assert.Equal(5, Assert.Single(starts).Offset.Value);
        Assert.Null(_group.Partition(0).Halted);
    }

    [Fact]
    public void OnAssigned_WhenTheResponseToARecreationFails_IsReportedAtTheNextAssignment()
    {
        Recreate(low: 0, high: 30);
        _group.Consumer.CommitFault = new KafkaException(new Error(Confluent.Kafka.ErrorCode.RequestTimedOut));
        _group.Assign(0);
        Assert.NotNull(_group.Handlers.Error);
        _group.Consumer.CommitFault = null;

        _group.Assign(0);

        Assert.NotNull(_group.Partition(0).Halted);
    }

    [Fact]
    public void Upkeep_PausesWhatWasAssignedAsHalted()
    {
        Recreate(low: 0, high: 30);
        _group.Assign(0);
        Assert.Empty(_group.Consumer.Paused);

        _group.Keep();
        _group.Keep();

        Assert.Equal([FakeGroup.Zero], _group.Consumer.Paused);
        Assert.True(_group.Partition(0).IsPaused);
    }

    [Fact]
    public void OnAssigned_WhenItTookLongUnderKip848_ProvesTheMembershipBeforeAnythingIsRead()
    {
        Use(o => (o.GroupProtocol, o.SessionTimeout) = (KafkaGroupProtocol.Consumer, TimeSpan.FromSeconds(20)));
        _group.Commit(0, 7);
        _group.Keep();
        _group.Consumer.BeforeCommitted = () => _group.Time.Advance(TimeSpan.FromSeconds(25));

        _group.Assign(0);
        _group.Keep();

        Assert.Null(_group.Handlers.Error);
        Assert.Equal(7, Assert.Single(_group.Consumer.Commits).Offset.Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void APausedPartition_ThatGoes_IsNoLongerPausedWhenItComesBack(bool isLost)
    {
        _group.Commit(0, 7);
        _group.Assign(0, 1);
        _group.Partition(0).IsPaused = true;
        _group.Consumer.Client.Pause([FakeGroup.Zero, new TopicPartition("t", 1)]);

        if (isLost)
        {
            _group.Handlers.OnLost(_group.Consumer.Client, [new TopicPartitionOffset(FakeGroup.Zero, Offset.Unset)]);
        }
        else
        {
            _group.Revoke(0);
        }

        Assert.Equal([new TopicPartition("t", 1)], _group.Consumer.Paused);
        Assert.Null(_group.Handlers.Error);
    }

    [Fact]
    public void OnLost_CommitsNothing_AndLetsGo()
    {
        _group.Commit(0, 7);
        _group.Assign(0);
        var partition = _group.Partition(0);
        partition.ReachedEnd(9);

        _group.Handlers.OnLost(_group.Consumer.Client, [new TopicPartitionOffset("t", 0, Offset.Unset)]);

        Assert.Null(_group.Handlers.Error);
        Assert.Empty(_group.Consumer.Commits);
        Assert.Empty(_group.Owned.All);
        Assert.True(partition.HasEnded);
        Assert.False(_group.Status.IsReady);
    }

    [Fact]
    public void OnRevoked_CommitsWhatIsFinished_AndLetsGo()
    {
        _group.Commit(0, 7);
        _group.Assign(0);
        _group.Partition(0).ReachedEnd(9);

        _group.Revoke(0);

        Assert.Null(_group.Handlers.Error);
        Assert.Equal(9, Assert.Single(_group.Consumer.Commits).Offset.Value);
        Assert.Empty(_group.Owned.All);
    }

    [Fact]
    public void OnRevoked_WhenItThrows_KeepsTheErrorForTheLoop()
    {
        _group.Commit(0, 7);
        _group.Assign(0);
        _group.Partition(0).ReachedEnd(9);
        _group.Consumer.CommitFault = new NotSupportedException("no such call");

        _group.Revoke(0);

        Assert.Equal("no such call", _group.Handlers.Error?.InnerException?.Message);
    }

    [Fact]
    public void OnLost_WhenItThrows_KeepsTheErrorForTheLoop()
    {
        _group.Commit(0, 7);
        _group.Assign(0);
        _group.Services.Assignment.OnChange(static () => throw new NotSupportedException("no such call"));

        _group.Handlers.OnLost(_group.Consumer.Client, [new TopicPartitionOffset("t", 0, Offset.Unset)]);

        Assert.Equal("no such call", _group.Handlers.Error?.Message);
    }

    [Fact]
    public void OnAssigned_WhenItThrows_KeepsTheErrorForTheLoop_AndReadsNothing()
    {
        _group.Consumer.BeforeCommitted = static () => throw new NotSupportedException("no such call");

        var starts = _group.Assign(0);

        Assert.Equal("no such call", _group.Handlers.Error?.Message);
        Assert.Equal(Offset.End, Assert.Single(starts).Offset);
        Assert.Empty(_group.Owned.All);
    }

    [Fact]
    public void HandOver_WhileItLasts_IsNoStandstill()
    {
        Use(o => o.DrainTimeout = TimeSpan.FromSeconds(60));
        _group.Commit(0, 7);
        _group.Assign(0);
        _group.Partition(0).ReachedEnd(9);

        _group.Revoke(0);

        // As long as a hand-over may last, the thread counts as alive, and no longer.
        _group.Time.Advance(TimeSpan.FromSeconds(66));
        Assert.InRange(_group.Heartbeat.Age, TimeSpan.MinValue, TimeSpan.Zero);
        _group.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), _group.Heartbeat.Age);
    }

    private void Use(Action<KafkaStreamOptions> configure)
    {
        _group.Dispose();
        _group = new FakeGroup(configure);
    }

    // The old topic is read and taken away; a rebalance is the first to see the new one.
    private void Recreate(long low, long high)
    {
        _group.Commit(0, 10);
        _group.Assign(0);
        _group.Revoke(0);
        _group.Consumer.Committed.Clear();
        _group.TopicId = Guid.NewGuid();
        _group.Consumer.Logs[FakeGroup.Zero] = new WatermarkOffsets(low, high);
    }
}
