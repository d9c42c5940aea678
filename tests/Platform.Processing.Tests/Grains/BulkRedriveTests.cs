namespace Platform.Processing.Tests;

/// <summary>A redrive of all that one error stopped, on a silo of its own: it counts every redrive that is under way.</summary>
public sealed class BulkRedriveTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    private const string ErrorType = "told-so";

    [Fact]
    public async Task BulkRedrive_WhenManyAreInQuarantine_KeepsFewUnderWay()
    {
        var entities = await StoppedAsync("few", 12);
        var held = entities.ConvertAll(entity => entity.HoldPublishing());

        await cluster.BulkRedrive.Begin(ErrorType);
        await Eventually.HoldsAsync(async () => await RedrivingAsync() == TestCluster.RedrivesAtOnceMax, "as many as may be to be under way");
        for (var look = 0; look < 5; look++)
        {
            await cluster.BulkRedrive.Continue();
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            Assert.Equal(TestCluster.RedrivesAtOnceMax, await RedrivingAsync());
        }

        Assert.Null((await cluster.BulkRedrive.Find(ErrorType))!.EndedAt);
        held.ForEach(hold => hold.SetResult());
        await AllAreLiveAsync(entities);
        await EndsAsync(entities: 12, events: 24, failed: 0);
        foreach (var entity in entities)
        {
            Assert.Equal(["bad", "later"], await entity.Log());
            Assert.Equal(["bad.0", "later.0"], entity.PublishedNames);
        }
    }

    [Fact]
    public async Task BulkRedrive_WhenItsSiloDiesHalfway_IsTakenUpWhereItWas()
    {
        var entities = await StoppedAsync("dies", 12);
        cluster.Storage.FailNextWrite(cluster.BulkRedrive.GetGrainId(), WriteFault.After, skip: 2);

        await cluster.BulkRedrive.Begin(ErrorType);
        await Eventually.HoldsAsync(
            async () =>
            {
                await cluster.WakeRedrives();
                return (await cluster.BulkRedrive.Find(ErrorType))!.EndedAt is not null;
            },
            "the bulk redrive to end");

        Assert.Equal(0, cluster.Storage.WritesToFail(cluster.BulkRedrive.GetGrainId()));
        await AllAreLiveAsync(entities);
        foreach (var entity in entities)
        {
            Assert.Equal(["bad", "later"], await entity.Log());
        }
    }

    [Fact]
    public async Task BulkRedrive_WhenAskedForTwice_IsOneUntilItHasEnded()
    {
        var entities = await StoppedAsync("twice", 8, isMended: false);
        var some = entities.GetRange(0, TestCluster.RedrivesAtOnceMax);
        var held = some.ConvertAll(entity => entity.HoldPublishing());
        some.ForEach(entity => entity.Fix("bad"));

        var first = (await cluster.BulkRedrive.Begin(ErrorType))!;
        var second = (await cluster.BulkRedrive.Begin(ErrorType))!;
        held.ForEach(hold => hold.SetResult());
        await EndsAsync(entities: 8, events: 16, failed: 0);
        await Eventually.HoldsAsync(async () => await RedrivingAsync() == 0, "no redrive to be under way");
        Assert.Equal(first.BegunAt, second.BegunAt);
        await AllAreLiveAsync(some);
        Assert.Equal(["bad", "later"], await entities[^1].Parked());

        entities.ForEach(entity => entity.Fix("bad"));
        await cluster.BulkRedrive.Begin(ErrorType);
        await AllAreLiveAsync(entities);
        await EndsAsync(entities: 4, events: 8, failed: 0);
    }

    [Fact]
    public async Task BulkRedrive_WhenAnEntityCantBeBegunNow_TriesItAgain()
    {
        var entities = await StoppedAsync("again", 3);
        entities[1].FailNextWrite(WriteFault.Before);

        await cluster.BulkRedrive.Begin(ErrorType);

        await EndsAsync(entities: 3, events: 6, failed: 0);
        await AllAreLiveAsync(entities);
    }

    [Fact]
    public async Task BulkRedrive_WhenAnEntityCanNeverBeBegun_NamesItAndGoesOn()
    {
        var entities = await StoppedAsync("never", 3);
        entities[1].RefuseWritesOf("bad");

        await cluster.BulkRedrive.Begin(ErrorType);

        await EndsAsync(entities: 2, events: 4, failed: 1);
        var failure = Assert.Single((await cluster.BulkRedrive.Find(ErrorType))!.Failures);
        Assert.Equal(("test", "never-1"), (failure.Grain, failure.Key));
        await AllAreLiveAsync([entities[0], entities[2]]);
        await entities[1].Grain.Leave();
        cluster.Storage.Refuse(entities[1].Id, "never refused again");
        await entities[1].Redrive();
        await entities[1].WhenLive();
    }

    [Fact]
    public async Task BulkRedrive_WhenNothingIsInQuarantine_EndsAtOnce()
    {
        await cluster.BulkRedrive.Begin("no-such-error");

        await Eventually.HoldsAsync(async () => (await cluster.BulkRedrive.Find("no-such-error"))!.EndedAt is not null, "it to end");
        Assert.Null(await cluster.BulkRedrive.Find("never-begun"));
    }

    private async Task<List<TestEntity>> StoppedAsync(string prefix, int count, bool isMended = true)
    {
        List<TestEntity> entities = [.. Enumerable.Range(0, count).Select(n => cluster.Entity($"{prefix}-{n}"))];
        foreach (var entity in entities)
        {
            await entity.Deliver(entity.Record(0, "bad", "reject", outputs: 1), entity.Record(1, "later", outputs: 1));
            if (isMended)
            {
                entity.Fix("bad");
            }
        }

        return entities;
    }

    private async Task<int> RedrivingAsync() =>
        (await cluster.Directory.List(new Persistence.QuarantineQuery { OnlyRedriving = true, Limit = 1_000 })).Length;

    private static async Task AllAreLiveAsync(List<TestEntity> entities)
    {
        foreach (var entity in entities)
        {
            await entity.WhenLive();
        }
    }

    private Task EndsAsync(long entities, long events, long failed) => Eventually.EqualAsync(
        (true, entities, events, failed),
        async () => await cluster.BulkRedrive.Find(ErrorType) is { } report ? (report.EndedAt is not null, report.Entities, report.Events, report.Failed) : default);
}
