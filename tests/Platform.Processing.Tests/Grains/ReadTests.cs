namespace Platform.Processing.Tests;

[Collection(TestCollection.Name)]
public sealed class ReadTests(TestCluster cluster)
{
    [Fact]
    public async Task Read_WhenTheIdIsUnknown_LeavesNothingBehind()
    {
        var entity = cluster.Entity("unknown");

        var log = await entity.Grain.Log();

        Assert.Null(log);
        await Eventually.Async(() => cluster.Activations.LiveOf("unknown") == 0, "the activation to end");
        Assert.False(cluster.Storage.Has(entity.Id));
    }

    [Fact]
    public async Task Read_WhenAWriteIsUnderWay_AnswersWhatIsDurable()
    {
        var entity = cluster.ActingEntity("durable");
        await entity.Deliver(entity.Record(0, "a"));
        var hold = cluster.Storage.HoldWrites(entity.Id);
        var delivery = entity.Deliver(entity.Record(1, "b")).AsTask();
        await Eventually.Async(() => cluster.Actions.Done.Contains(entity.EventId("b")), "the delivery to begin");

        var meanwhile = await entity.Log();
        hold.SetResult();
        await delivery;

        Assert.Equal(["a"], meanwhile);
        Assert.Equal(["a", "b"], await entity.Log());
    }

    [Fact]
    public async Task Read_WhenTheFirstWriteIsUnderWay_DoesNotEndTheActivation()
    {
        var entity = cluster.ActingEntity("first");
        var hold = cluster.Storage.HoldWrites(entity.Id);
        var delivery = entity.Deliver(entity.Record(0, "a")).AsTask();
        await Eventually.Async(() => cluster.Actions.Done.Contains(entity.EventId("a")), "the delivery to begin");

        var meanwhile = await entity.Grain.Log();
        hold.SetResult();
        await delivery;

        Assert.Null(meanwhile);
        Assert.Equal(["a"], await entity.Log());
        Assert.Equal(1, cluster.Activations.BeganOf("first"));
    }
}
