using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.Support;
using KafkaCode = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka.Tests.Offsets;

public sealed class OffsetCommitterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LogCapture _log = new();
    private readonly GroupStatus _status;
    private readonly OffsetCommitter _committer;
    private readonly List<(int Partition, long Offset)> _sent = [];
    private readonly ManualResetEventSlim _answer = new(initialState: true);
    private Func<Exception?> _fault = static () => null;

    public OffsetCommitterTests()
    {
        using var loggers = LoggerFactory.Create(b => b.AddProvider(_log).SetMinimumLevel(LogLevel.Trace));
        _status = new GroupStatus("g", new GroupAssignment(), new ClientReport("g", new KafkaConnection { BootstrapServers = "localhost:1" }, _time, loggers.CreateLogger<ClientReport>()));
        _committer = new OffsetCommitter("g", _status, new DeniedRights(_status), TestPartition.Metrics, _time, loggers.CreateLogger<OffsetCommitter>());
        _status.Assigned();
    }

    [Fact]
    public void Commit_SendsTheNextOffsetToRead_AndOnlyWhatGotFurther()
    {
        var (further, same) = (Partition(0, 5), Partition(1, 7));
        further.ReachedEnd(9);

        CommitAll(further, same);

        Assert.Equal([(0, 9)], _sent);
        Assert.Equal(9, further.Committed);
        CommitAll(further, same);
        Assert.Single(_sent);
    }

    [Fact]
    public void Offsets_CarryTheLeaderEpochBelowThem()
    {
        var (known, unknown) = (TestPartition.Create(0, 5, _time, startEpoch: 3), Partition(1, 5));
        known.Accept(new KafkaRecord { Position = new RecordPosition("t", Guid.Empty, 0, 5, 4), Timestamp = DateTimeOffset.UnixEpoch });

        Assert.Equal(new OffsetAndEpoch(5, 3), known.CommittablePosition);
        Assert.Equal([3], CommitBatch.Proof([known], 0).Offsets.Select(o => o.LeaderEpoch));
        Assert.Equal([3], CommitBatch.Beginning([known], 0).Offsets.Select(o => o.LeaderEpoch));
        unknown.ReachedEnd(9);
        Assert.Equal([null], CommitBatch.Further([known, unknown], 0).Offsets.Select(o => o.LeaderEpoch));
    }

    [Fact]
    public void Commit_WhichBlocks_TakesNoThreadOfThePool()
    {
        var partition = Partition(0, 5);
        partition.ReachedEnd(9);
        bool? isOfThePool = null;

        _committer.CommitAndWait(_ => isOfThePool = Thread.CurrentThread.IsThreadPoolThread, CommitBatch.Further([partition], _time.GetTimestamp()), TimeSpan.FromSeconds(10));

        Assert.False(isOfThePool);
    }

    [Fact]
    public void Harvest_WhenTheAssignmentEndedMeanwhile_DropsTheAnswer()
    {
        var partition = Partition(0, 5);
        partition.ReachedEnd(9);
        _answer.Reset();
        _committer.Begin(Send, CommitBatch.Further([partition], _time.GetTimestamp()));

        partition.End();
        _answer.Set();
        Assert.True(SpinWait.SpinUntil(_committer.TryComplete, TimeSpan.FromSeconds(10)));

        Assert.Equal(5, partition.Committed);
    }

    [Fact]
    public void Further_WhenTheAssignmentHasEnded_CarriesNothingOfIt()
    {
        var partition = Partition(0, 5);
        partition.ReachedEnd(9);
        partition.End();

        Assert.Equal(0, CommitBatch.Further([partition], 0).Count);
    }

    [Fact]
    public void CommitAndWait_WhenACommitIsOnItsWay_WaitsForItFirst()
    {
        var partition = Partition(0, 5);
        partition.ReachedEnd(9);
        _answer.Reset();
        _committer.Begin(Send, CommitBatch.Further([partition], _time.GetTimestamp()));
        partition.ReachedEnd(12);

        var early = _committer.CommitAndWait(Send, CommitBatch.Further([partition], _time.GetTimestamp()), TimeSpan.FromMilliseconds(50));
        _answer.Set();
        var late = _committer.CommitAndWait(Send, CommitBatch.Further([partition], _time.GetTimestamp()), TimeSpan.FromSeconds(10));

        Assert.False(early);
        Assert.True(late);
        Assert.Equal([(0, 9), (0, 12)], _sent);
        Assert.Equal(12, partition.Committed);
        Assert.False(_committer.IsBusy);
    }

    [Fact]
    public void Failure_WhenARebalanceOvertookTheCommit_IsNoWarningAndIsRepeated()
    {
        var partition = Partition(0, 5);
        partition.ReachedEnd(9);
        foreach (var code in new[] { KafkaCode.RebalanceInProgress, KafkaCode.IllegalGeneration, KafkaCode.UnknownMemberId, KafkaCode.StaleMemberEpoch })
        {
            _fault = () => new KafkaException(new Error(code));
            CommitAll(partition);
        }

        _fault = static () => null;
        CommitAll(partition);

        Assert.DoesNotContain(_log.Entries, e => e.Level >= LogLevel.Information);
        Assert.True(_status.IsReady, _status.Detail);
        Assert.Equal(5, _sent.Count);
        Assert.Equal(9, partition.Committed);
    }

    [Fact]
    public void Failure_WhenTheBrokerRejects_IsRepeatedAndShownAndEnds()
    {
        var partition = Partition(0, 5);
        partition.ReachedEnd(9);
        _fault = () => new KafkaException(new Error(KafkaCode.GroupAuthorizationFailed, "no right"));

        for (var i = 0; i < 20; i++)
        {
            CommitAll(partition);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(_status.IsReady);
        Assert.Contains("20 commits in a row failed: no right", _status.Detail, StringComparison.Ordinal);
        Assert.Equal(2, _log.Entries.Count(e => e.Level == LogLevel.Warning));
        Assert.Equal(5, partition.Committed);
        _fault = static () => null;
        CommitAll(partition);
        Assert.True(_status.IsReady, _status.Detail);
        Assert.Equal(9, partition.Committed);
    }

    [Fact]
    public void Failure_WhenTheBrokerRejectsOnePartition_TheOthersCount()
    {
        var (good, bad) = (Partition(0, 5), Partition(1, 5));
        good.ReachedEnd(9);
        bad.ReachedEnd(9);
        _fault = () => new TopicPartitionOffsetException([
            new TopicPartitionOffsetError("t", 0, 9, new Error(KafkaCode.NoError)),
            new TopicPartitionOffsetError("t", 1, 9, new Error(KafkaCode.UnknownTopicOrPart))]);

        CommitAll(good, bad);

        Assert.Equal(9, good.Committed);
        Assert.Equal(5, bad.Committed);
    }

    private AssignedPartition Partition(int partition, long start) => TestPartition.Create(partition, start, _time);

    private void CommitAll(params AssignedPartition[] partitions) =>
        Assert.True(_committer.CommitAndWait(Send, CommitBatch.Further(partitions, _time.GetTimestamp()), TimeSpan.FromSeconds(10)));

    private void Send(IEnumerable<TopicPartitionOffset> offsets)
    {
        _answer.Wait();
        _sent.AddRange(offsets.Select(o => (o.Partition.Value, o.Offset.Value)));
        if (_fault() is { } error)
        {
            throw error;
        }
    }
}
