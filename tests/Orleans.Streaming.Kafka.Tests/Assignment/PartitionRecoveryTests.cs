using Confluent.Kafka;
using Orleans.Streaming.Kafka.Tests.Support.Fakes;

namespace Orleans.Streaming.Kafka.Tests.Assignment;

public sealed class PartitionRecoveryTests : IDisposable
{
    private FakeGroup _group = new();

    public void Dispose() => _group.Dispose();

    [Fact]
    public void CheckTopic_WhenItIsAnotherAndThePolicyIsFail_Halts_DropsTheOldOne_AndCommitsTheFirstOffset()
    {
        var old = Begin(at: 10, low: 2, high: 30);
        old.ReachedEnd(12);
        _group.TopicId = Guid.NewGuid();

        Assert.True(_group.Recovery.CheckTopic(_group.Consumer.Client, "t"));

        Assert.True(old.HasEnded);
        Assert.Contains("deleted and created again", _group.Partition(0).Halted, StringComparison.Ordinal);
        Assert.Equal([2L], _group.Consumer.Commits.Select(c => c.Offset.Value));
        Assert.Equal([FakeGroup.Zero], _group.Consumer.Paused);
        Assert.Empty(_group.Consumer.Sought);
    }

    [Fact]
    public void CheckTopic_WhenItIsAnotherAndThePolicyIsEarliest_ReadsFromTheFirstOffset()
    {
        Use(o => o.TopicRecreated = TopicRecreatedPolicy.Earliest);
        Begin(at: 10, low: 2, high: 30);
        _group.TopicId = Guid.NewGuid();

        Assert.True(_group.Recovery.CheckTopic(_group.Consumer.Client, "t"));

        Assert.Null(_group.Partition(0).Halted);
        Assert.Equal(2, Assert.Single(_group.Consumer.Sought).Offset.Value);
        Assert.Equal(2, _group.Consumer.Committed[FakeGroup.Zero].Offset.Value);
    }

    [Fact]
    public void CheckTopic_WhenItIsAnother_LooksAllItsPartitionsUpAndCommitsThemAtOnce()
    {
        Use(o => o.TopicRecreated = TopicRecreatedPolicy.Earliest);
        _group.Partitions = 400;
        for (var partition = 0; partition < 400; partition++)
        {
            _group.Commit(partition, 10);
        }

        _group.Assign([.. Enumerable.Range(0, 400)]);
        _group.TopicId = Guid.NewGuid();

        Assert.True(_group.Recovery.CheckTopic(_group.Consumer.Client, "t"));

        Assert.Equal((1, 1), (_group.Lookups, _group.Consumer.CommitCalls));
        Assert.Equal(400, _group.Consumer.Sought.Count);
    }

    [Fact]
    public void CheckTopic_WhenItIsAnotherAndThePartitionWasPaused_ReadsOn()
    {
        Use(o => o.TopicRecreated = TopicRecreatedPolicy.Earliest);
        Begin(at: 10, low: 2, high: 30).IsPaused = true;
        _group.Consumer.Client.Pause([FakeGroup.Zero]);
        _group.TopicId = Guid.NewGuid();

        _group.Recovery.CheckTopic(_group.Consumer.Client, "t");

        Assert.False(_group.Partition(0).IsPaused);
        Assert.Empty(_group.Consumer.Paused);
    }

    [Fact]
    public void CheckTopic_WhenItIsAnotherAndTheNewStartIsNotAccepted_FailsAndKnowsTheTopicAsTheOldOne()
    {
        Use(o => o.TopicRecreated = TopicRecreatedPolicy.Earliest);
        Begin(at: 10, low: 2, high: 30);
        var oldId = _group.TopicId;
        _group.TopicId = Guid.NewGuid();
        _group.Consumer.CommitFault = new KafkaException(new Error(Confluent.Kafka.ErrorCode.UnknownTopicOrPart));

        Assert.Throws<KafkaStreamException>(() => _group.Recovery.CheckTopic(_group.Consumer.Client, "t"));

        // The next consumer fixes the start again.
        Assert.Equal(oldId, _group.Services.Topics.OldIdOf("t", _group.TopicId));
        Assert.Empty(_group.Consumer.Sought);
    }

    [Fact]
    public void CheckTopic_WhenItIsAnother_IsReportedOnce()
    {
        Begin(at: 10, low: 2, high: 30);
        _group.TopicId = Guid.NewGuid();
        _group.Recovery.CheckTopic(_group.Consumer.Client, "t");
        _group.Revoke(0);

        _group.Assign(0);

        Assert.Null(_group.Partition(0).Halted);
    }

    [Fact]
    public void CheckTopic_WhenItIsTheSame_DoesNothing()
    {
        var partition = Begin(at: 10, low: 2, high: 30);

        Assert.False(_group.Recovery.CheckTopic(_group.Consumer.Client, "t"));

        Assert.Same(partition, _group.Partition(0));
        Assert.Empty(_group.Consumer.Commits);
    }

    [Fact]
    public void OnTruncated_WhenThePolicyIsFail_Halts_AndKeepsWhatIsCommitted()
    {
        var old = Begin(at: 10, low: 0, high: 8);
        old.ReachedEnd(20);

        _group.Recovery.OnTruncated(_group.Consumer.Client, old);

        Assert.True(old.HasEnded);
        Assert.Contains("truncated: it was read up to 20 and ends at 8", _group.Partition(0).Halted, StringComparison.Ordinal);
        Assert.Empty(_group.Consumer.Commits);
        Assert.Equal(10, _group.Partition(0).Committed);
    }

    [Theory]
    [InlineData(OutOfRangePolicy.Earliest, 3)]
    [InlineData(OutOfRangePolicy.Latest, 8)]
    public void OnTruncated_WhenThePolicyGoesOn_DropsWhatIsInFlight_AndCommitsAndReadsFromThere(OutOfRangePolicy policy, long from)
    {
        Use(o => o.OutOfRange = policy);
        var old = Begin(at: 10, low: 3, high: 8);

        _group.Recovery.OnTruncated(_group.Consumer.Client, old);

        Assert.True(old.HasEnded);
        Assert.Equal(from, Assert.Single(_group.Consumer.Commits).Offset.Value);
        Assert.Equal(from, Assert.Single(_group.Consumer.Sought).Offset.Value);
        Assert.Empty(_group.Consumer.Placed);
        Assert.Equal(from, _group.Partition(0).Next);
        Assert.Contains(_group.Log.Entries, e => e.Message.Contains($"reading goes on at {from}", StringComparison.Ordinal));
    }

    [Fact]
    public void OnOutOfRange_WhenThePlaceLiesWithinTheLog_IsATruncation()
    {
        var partition = Begin(at: 10, low: 3, high: 40);

        _group.Recovery.OnOutOfRange(_group.Consumer.Client, partition, "Local: log truncation");

        Assert.Contains("truncated", _group.Partition(0).Halted, StringComparison.Ordinal);
    }

    [Fact]
    public void OnOutOfRange_WhenTheClientFetchesNoMore_AssignsThePartitionOnceMore()
    {
        Use(o => o.OutOfRange = OutOfRangePolicy.Earliest);
        var partition = Begin(at: 10, low: 30, high: 40);
        _group.Consumer.IsFetching = false;

        _group.Recovery.OnOutOfRange(_group.Consumer.Client, partition, "offset out of range");

        Assert.Equal(30, Assert.Single(_group.Consumer.Placed).Offset.Value);
    }

    [Fact]
    public async Task OnUnreadable_StopsThePartition_UntilItIsResumed_AndCountsOnFromThere()
    {
        var partition = Begin(at: 10, low: 0, high: 40);

        _group.Recovery.OnUnreadable(_group.Consumer.Client, partition, batch: 7, "wrong checksum");
        _group.Recovery.OnUnreadable(_group.Consumer.Client, partition, batch: 20, "the same fetch brought that, too");

        Assert.Contains("the batch at offset 7 can't be read (wrong checksum); records from 10 on wait", partition.Halted, StringComparison.Ordinal);
        Assert.Equal([FakeGroup.Zero], _group.Consumer.Paused);

        var resumed = partition.Stop!.ResumeAsync(20);
        _group.Keep();

        await resumed;
        Assert.Null(partition.Halted);
        Assert.Empty(_group.Consumer.Paused);
        Assert.Equal(20, Assert.Single(_group.Consumer.Sought).Offset.Value);
        Assert.Equal((20, 20), (partition.Next, partition.Committable));
    }

    [Fact]
    public async Task Resume_WhenTheAssignmentEnds_IsCancelled()
    {
        var partition = Begin(at: 10, low: 0, high: 40);
        _group.Recovery.OnUnreadable(_group.Consumer.Client, partition, batch: 10, "wrong checksum");
        var resumed = partition.Stop!.ResumeAsync(20);

        _group.Revoke(0);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resumed);
    }

    [Fact]
    public void OnOutOfRange_WhenThePlaceExpired_IsNone()
    {
        var partition = Begin(at: 10, low: 30, high: 40);

        _group.Recovery.OnOutOfRange(_group.Consumer.Client, partition, "offset out of range");

        Assert.Contains("begins at 30", partition.Halted, StringComparison.Ordinal);
    }

    [Fact]
    public void TryReadBelow_WhereThereIsSomethingBelow_SeeksIt()
    {
        var partition = Begin(at: 10, low: 9, high: 40);

        Assert.True(_group.Recovery.TryReadBelow(_group.Consumer.Client, partition));

        Assert.Equal(9, Assert.Single(_group.Consumer.Sought).Offset.Value);
    }

    [Fact]
    public void TryReadBelow_WhereTheLogBeginsThere_DoesNot()
    {
        var partition = Begin(at: 10, low: 10, high: 40);

        Assert.False(_group.Recovery.TryReadBelow(_group.Consumer.Client, partition));

        Assert.Empty(_group.Consumer.Sought);
    }

    private void Use(Action<KafkaStreamOptions> configure)
    {
        _group.Dispose();
        _group = new FakeGroup(configure);
    }

    private AssignedPartition Begin(long at, long low, long high)
    {
        _group.Commit(0, at);
        _group.Consumer.Logs[FakeGroup.Zero] = new WatermarkOffsets(low, high);
        _group.Assign(0);
        return _group.Partition(0);
    }
}
