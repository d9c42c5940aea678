using Platform.Persistence;

namespace Platform.Processing.Tests;

/// <summary>Events that are deferred until something comes that never does.</summary>
[Collection(TestCollection.Name)]
public sealed class DeferredAgeTests(TestCluster cluster)
{
    [Fact]
    public async Task Entity_WhenNothingComesForItAnyMore_IsFoundAndQuarantinedAndReleasedByWhatItWaitsFor()
    {
        var entity = await Deferred("age-quiet");
        await entity.Deactivate();
        await WhenQuarantined(entity);

        var quarantine = (await entity.Quarantine())!;
        var markers = await RowMarkers();
        await entity.Deliver(entity.Record(0, "o", "open", outputs: 1, partition: 1));
        await entity.WhenLive();

        Assert.Equal(("waiting-age", entity.EventId("w"), entity.Topic, 0L, 0L), (quarantine.ErrorType, quarantine.EventId, quarantine.Topic, quarantine.Offset, quarantine.Parked));
        Assert.Contains("awaited-age-quiet", quarantine.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("age-quiet", markers);
        Assert.Equal(["o", "w"], await entity.Log());
        Assert.Equal(["o.0", "w.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task Entity_WhenTheAwaitedTopicLags_OrItsFailuresAreDeadLetters_StaysDeferred()
    {
        var lags = await Deferred("age-lags", committed: 4);
        var lenient = cluster.LenientEntity("age-lenient");
        await lenient.Deliver(lenient.Record(0, "w", "add-when-open"));
        cluster.Progress.Set("awaited-age-lenient", 5, 5);
        var unnamed = cluster.Entity("age-unknown");
        await unnamed.Deliver(unnamed.Record(0, "w", "add-when-open"));
        var overdue = await Deferred("age-overdue");

        // It began to wait after all the others.
        await WhenQuarantined(overdue);

        Assert.Null(await lags.Quarantine());
        Assert.Null(await lenient.Quarantine());
        Assert.Null(await unnamed.Quarantine());
        Assert.Subset((await RowMarkers()).ToHashSet(), new HashSet<string> { "age-lags", "age-lenient", "age-unknown" });
    }

    [Fact]
    public async Task Entities_WhenOneOfThemCannotBeAsked_AreFoundAllTheSame()
    {
        // By key the broken one comes before the other.
        var (broken, other) = (await Deferred("age-ask-a"), await Deferred("age-ask-b"));
        await broken.Deactivate();
        await Eventually.Async(() => cluster.Activations.LiveOf("age-ask-a") == 0, "the activation to end");
        cluster.Storage.BreakReads(broken.Id);

        await WhenQuarantined(other);
        cluster.Storage.MendReads(broken.Id);
        await WhenQuarantined(broken);

        Assert.Equal("waiting-age", (await other.Quarantine())!.ErrorType);
    }

    [Fact]
    public async Task Entity_WhenAnOutputOfItIsRejected_IsFoundAllTheSame()
    {
        var entity = await Deferred("age-rejected");
        entity.RejectOutput("a.0");

        await entity.Deliver(entity.Record(1, "a", outputs: 1));
        var markers = await RowMarkers();
        await Eventually.HoldsAsync(
            async () =>
            {
                await cluster.LookAtWaiting();
                return (await entity.Quarantine())?.ErrorType == "waiting-age";
            },
            "the entity to be quarantined");

        Assert.Equal("output-refused", Assert.Single(await entity.Dropped()).ErrorType);
        Assert.Contains("age-rejected", markers);
        Assert.Equal(("waiting-age", entity.EventId("w")), ((await entity.Quarantine())!.ErrorType, (await entity.Quarantine())!.EventId));
    }

    [Fact]
    public async Task Entity_WhenSomethingElseComes_IsQuarantinedByThatDelivery()
    {
        var entity = await Deferred("age-delivery");
        var offset = 1;

        await Eventually.HoldsAsync(
            async () =>
            {
                await cluster.LookAtTopics();
                await entity.Deliver(entity.Record(offset++, what: "ignore"));
                return await entity.Quarantine() is not null;
            },
            "a delivery to find that an event is deferred for too long");

        Assert.Equal("waiting-age", (await entity.Quarantine())!.ErrorType);
    }

    [Fact]
    public async Task Redrive_WhenWhatIsWaitedForIsStillNotThere_LosesNothing()
    {
        var entity = await Deferred("age-redrive");
        await WhenQuarantined(entity);
        await entity.Deliver(entity.Record(1, "x", "ignore"));

        await entity.Redrive();
        await entity.WhenRedriveEnds();
        await WhenQuarantined(entity);
        await entity.Deliver(entity.Record(0, "o", "open", partition: 1));
        await entity.WhenLive();

        Assert.Equal(["o", "w"], await entity.Log());
    }

    [Fact]
    public async Task DropAll_WhenAnEventIsDeferredForTooLong_DropsIt()
    {
        var entity = await Deferred("age-drop");
        await WhenQuarantined(entity);
        await entity.Deliver(entity.Record(1, "v", "add-when-open"));

        var dropped = await entity.Grain.Drop(null, "the order never was");
        await entity.Deliver(entity.Record(0, "o", "open", partition: 1));

        Assert.Equal(2, dropped);
        Assert.Null(await entity.Quarantine());
        Assert.Equal(["o"], await entity.Log());
        Assert.Equal([entity.EventId("v"), entity.EventId("w")], (await cluster.Directory.Dropped("test", "age-drop", 0, 10)).Select(record => record.EventId!));
    }

    [Fact]
    public async Task Redrive_WhenMoreWaitThanMay_ComesToWhatTheyWaitFor()
    {
        var entity = cluster.Entity("limit-redrive");
        await entity.Deliver(entity.Record(0, "bad", "reject"));
        await entity.Deliver([.. Enumerable.Range(1, 5).Select(n => entity.Record(n, $"{n}", "add-when-open"))]);
        await entity.Deliver(entity.Record(0, "o", "open", partition: 1));
        entity.Fix("bad");

        await entity.Redrive();
        await entity.WhenLive();

        Assert.Equal(["bad", "o", "1", "2", "3", "4", "5"], await entity.Log());
    }

    private async Task<TestEntity> Deferred(string key, long committed = 5)
    {
        var entity = cluster.Entity(key);
        cluster.Progress.Set("awaited-" + key, 5, committed);
        await entity.Deliver(entity.Record(0, "w", "add-when-open", outputs: 1));
        return entity;
    }

    private Task WhenQuarantined(TestEntity entity) => Eventually.HoldsAsync(
        async () =>
        {
            await cluster.LookAtWaiting();
            return await entity.Quarantine() is not null;
        },
        "an event to have waited too long");

    private async Task<string[]> RowMarkers() =>
        [.. (await cluster.Storage.ListQuarantinedAsync(new QuarantineQuery { DeferredSince = DateTimeOffset.MaxValue, Limit = 1_000 })).Select(entity => entity.Key)];
}
