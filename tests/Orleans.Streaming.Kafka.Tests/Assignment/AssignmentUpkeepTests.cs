using Confluent.Kafka;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;
using Orleans.Streaming.Kafka.Tests.Support.Fakes;

namespace Orleans.Streaming.Kafka.Tests.Assignment;

public sealed class AssignmentUpkeepTests
{
    [Fact]
    public async Task Refusal_OfAClassicGroupWithNothingToCommit_EndsByItself()
    {
        await using var broker = EmbeddedKafka.Start(new EmbeddedKafkaOptions());
        broker.CreateTopic("t", 1);
        await using var silo = await KafkaSilo.StartAsync(broker, "g", ["t"]);

        silo.Group.Services.Rights.DenyGroup("no right");
        Assert.False(silo.Status.IsReady);

        await Eventually.Async(() => silo.Status.IsReady, () => silo.Status.Detail);
    }

    [Fact]
    public void Proof_WhenTheGroupWasDenied_IsRequestedOnceASecond()
    {
        using var group = new FakeGroup();
        group.Commit(0, 7, epoch: 2);
        group.Assign(0);
        group.Keep();
        Assert.Empty(group.Consumer.Commits);

        group.Services.Rights.DenyGroup("no right");
        group.Consumer.CommitFault = new KafkaException(new Error(Confluent.Kafka.ErrorCode.GroupAuthorizationFailed));
        for (var i = 0; i < 200; i++)
        {
            group.Time.Advance(TimeSpan.FromMilliseconds(10));
            group.Keep();
            Assert.True(group.Committer.CommitAndWait(group.Consumer.Client.Commit, CommitBatch.Further([], 0), TimeSpan.FromSeconds(10)));
        }

        Assert.Equal([7L, 7L], group.Consumer.Commits.Select(c => c.Offset.Value));
        Assert.Equal(2, group.Consumer.Commits[0].LeaderEpoch);
        Assert.False(group.Status.IsReady);
    }

    [Fact]
    public void LogEnd_WhileACommitHasNoAnswer_IsMeasured()
    {
        using var group = new FakeGroup();
        using var answer = new ManualResetEventSlim();
        group.Commit(0, 7);
        group.Assign(0);
        group.Committer.Begin(_ => answer.Wait(), CommitBatch.Proof(group.Owned.All, 0));
        group.Consumer.Logs[FakeGroup.Zero] = new WatermarkOffsets(0, 900);

        group.Time.Advance(TimeSpan.FromSeconds(2));
        group.Keep();
        var measured = (group.Committer.IsBusy, group.Partition(0).LogEnd);
        answer.Set();

        Assert.Equal((true, 900), measured);
    }

    [Fact]
    public void LogEnd_WhenNoFetchHasNews_KeepsWhatTheBrokerReported()
    {
        using var partition = TestPartition.Create(0, 10, TimeProvider.System);
        partition.Fetched(-1001);
        Assert.Equal(-1, partition.LogEnd);

        partition.Fetched(20);
        Assert.Equal(20, partition.LogEnd);
        partition.LogEnd = 50;
        partition.Fetched(20);

        Assert.Equal(50, partition.LogEnd);
        partition.Fetched(60);
        Assert.Equal(60, partition.LogEnd);
    }
}
