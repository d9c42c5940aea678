using Orleans.Storage;
using Orleans.Streaming.Kafka;

namespace Platform.Processing.Tests;

/// <summary>Entities that take their events without an activation, until somebody calls their grain.</summary>
/// <remarks>The twin's class does nothing when its activations begin, so its entities need none; the storage takes the test grain of the same key for the same entity.</remarks>
[Collection(TestCollection.Name)]
public sealed class UnactivatedEntityTests(TestCluster cluster) : IAsyncLifetime
{
    public async Task InitializeAsync() => await cluster.Twin("twin-kind").Grain.Log();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Batch_WhenNobodyCalledTheGrain_IsTakenWithoutAnActivation()
    {
        var entity = cluster.Twin("un-taken");

        var outcomes = new[] { await Deliver(entity, entity.Record(0, "a", outputs: 1)), await Deliver(entity, entity.Record(0, "a", outputs: 1), entity.Record(1, "b")) };
        var mayBegin = cluster.Claims.MayBegin(entity.Id);

        Assert.All(outcomes, outcome => Assert.Empty(outcome.Rejected));
        Assert.True(mayBegin);
        Assert.Equal(["a.0"], entity.PublishedNames);
        Assert.Equal(["a", "b"], await entity.Log());
        Assert.False(cluster.Claims.MayBegin(entity.Id));
    }

    [Fact]
    public void Batch_WhenTheClassDoesSomethingAtActivation_IsForTheGrain()
    {
        var entity = cluster.Entity("un-hooks");

        Assert.False(cluster.Local.TryReceive(entity.Id, Deliveries.Batch(entity.Record(0, "a")), new ReceiveCall(), isWhole: true));
    }

    [Fact]
    public void Batch_WhenAnotherSiloHasEventsOfTheEntity_IsForTheGrain()
    {
        var entity = cluster.Twin("un-divided");

        Assert.False(TryReceive(entity, isWhole: false, entity.Record(0, "a")));
    }

    [Fact]
    public async Task Batch_WhenAnotherSiloHasEventsOfTheEntityByNow_IsForTheGrainThatTakesItOver()
    {
        var entity = cluster.Twin("un-divided-later");
        await Deliver(entity, entity.Record(0, "a", outputs: 1));

        var isTaken = TryReceive(entity, isWhole: false, entity.Record(1, "b", outputs: 1));
        await entity.Deliver(entity.Record(1, "b", outputs: 1));
        await entity.Deliver(entity.Record(0, "a", outputs: 1));

        Assert.False(isTaken);
        Assert.Equal(["a.0", "b.0"], entity.PublishedNames);
        Assert.Equal(["a", "b"], await entity.Log());

        // The activation is the entity's one place: it takes what comes to its silo without a call, whoever has the rest.
        Assert.True(TryReceive(entity, isWhole: false, entity.Record(2, "c")));
    }

    [Fact]
    public async Task Batch_WhenTheActivationHasTheEntity_IsTakenByIt()
    {
        var entity = cluster.Twin("un-active");
        await Deliver(entity, entity.Record(0, "a"));
        await entity.Log();

        await Deliver(entity, entity.Record(1, "b"));

        Assert.Equal(["a", "b"], await entity.Log());
    }

    [Fact]
    public async Task Activation_WhenEventsAreOnTheirWay_BeginsAfterThem()
    {
        var entity = cluster.Twin("un-claim");
        await Deliver(entity, entity.Record(0, "a"));
        var hold = cluster.Storage.HoldWrites(cluster.Entity("un-claim").Id);
        var delivery = Deliver(entity, entity.Record(1, "b", outputs: 1));

        var log = entity.Log();
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var wasRead = log.IsCompleted;
        hold.SetResult();
        await delivery;

        Assert.False(wasRead);
        Assert.Equal(["a", "b"], await log);
        Assert.Equal(["b.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task Entity_WhenItsActivationHasEnded_NeedsNoneAgain()
    {
        var entity = cluster.Twin("un-again");
        await Deliver(entity, entity.Record(0, "a"));
        await entity.Log();
        await entity.Grain.Leave();
        await Eventually.Async(() => cluster.Claims.MayBegin(entity.Id), "the activation to end");

        await Deliver(entity, entity.Record(1, "b"));
        var mayBegin = cluster.Claims.MayBegin(entity.Id);

        Assert.True(mayBegin);
        Assert.Equal(["a", "b"], await entity.Log());
    }

    [Theory]
    [InlineData(nameof(WriteFault.Before))]
    [InlineData(nameof(WriteFault.After))]
    public async Task Delivery_WhenAWriteFails_ComesAgainAndIsAppliedOnce(string fault)
    {
        var entity = cluster.Twin("un-fault-" + fault);
        await Deliver(entity, entity.Record(0, "a"));
        cluster.Entity("un-fault-" + fault).FailNextWrite(Enum.Parse<WriteFault>(fault));

        await Assert.ThrowsAnyAsync<Exception>(() => Deliver(entity, entity.Record(1, "b", outputs: 1)));
        await Deliver(entity, entity.Record(1, "b", outputs: 1));

        Assert.Equal(["b.0"], entity.PublishedNames);
        Assert.Equal(["a", "b"], await entity.Log());
    }

    [Fact]
    public async Task Delivery_WhenItsOutputsFail_ComesAgainAndNothingIsLost()
    {
        var entity = cluster.Twin("un-publish");
        await Deliver(entity, entity.Record(0, "a"));
        entity.FailNextPublish(PublishFault.Before);

        await Assert.ThrowsAnyAsync<Exception>(() => Deliver(entity, entity.Record(1, "b", outputs: 1)));
        await Deliver(entity, entity.Record(1, "b", outputs: 1));

        Assert.Equal(["b.0"], entity.PublishedNames);
        Assert.Equal(["a", "b"], await entity.Log());
    }

    [Fact]
    public async Task Delivery_WhenTheRowCanNotBeRead_FailsAndTheNextReadsAgain()
    {
        var entity = cluster.Twin("un-read");
        cluster.Storage.BreakReads(entity.Id);

        await Assert.ThrowsAsync<IOException>(() => Deliver(entity, entity.Record(0, "a")));
        cluster.Storage.MendReads(entity.Id);
        await Deliver(entity, entity.Record(0, "a"));

        Assert.Equal(["a"], await entity.Log());
    }

    [Fact]
    public async Task Event_WhenItFails_StopsTheEntityByItsGrain()
    {
        var entity = cluster.Twin("un-fails");
        await Deliver(entity, entity.Record(0, "a"));

        var outcome = await Deliver(entity, entity.Record(1, "b", outputs: 1), entity.Record(2, "bad", "reject"), entity.Record(3, "c"));

        Assert.Equal([1, 2], outcome.Rejected.Select(rejected => rejected.Index));
        Assert.Equal(["bad", "c"], await cluster.Entity("un-fails").Parked());
        Assert.Equal(["a", "b"], await entity.Log());
        Assert.Equal(["b.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task Outputs_WhenTheEntityLeavesTheMemoryBeforeTheirOffsetIsCommitted_DoNotGoOutAgain()
    {
        var entity = cluster.Twin("un-left");
        await Deliver(entity, entity.Record(0, "a", outputs: 1));

        cluster.Local.PartitionsAssigned(isStateLost: false);
        await Deliver(entity, entity.Record(1, "b", outputs: 1));
        cluster.Local.PartitionsAssigned(isStateLost: false);
        await Deliver(entity, entity.Record(2, "c"));

        Assert.Equal(["a.0", "b.0"], entity.PublishedNames);
        Assert.Equal(["a", "b", "c"], await entity.Log());
    }

    [Fact]
    public async Task Outputs_WhenTheActivationEndsBeforeTheirOffsetIsCommitted_DoNotGoOutAgain()
    {
        var entity = cluster.Twin("un-ended");
        await entity.Log();
        await Deliver(entity, entity.Record(0, "a", outputs: 1));
        await entity.Grain.Leave();
        await Eventually.Async(() => cluster.Claims.MayBegin(entity.Id), "the activation to end");

        await Deliver(entity, entity.Record(1, "b"));

        Assert.Equal(["a.0"], entity.PublishedNames);
        Assert.Equal(["a", "b"], await entity.Log());
    }

    [Fact]
    public async Task Batch_WhenAnotherSiloHasWrittenAndPartitionsCome_IsAppliedToWhatIsStored()
    {
        var entity = cluster.Twin("un-stale");
        var elsewhere = cluster.Entity("un-stale");
        await Deliver(entity, entity.Record(0, "a"));
        await elsewhere.Deliver(elsewhere.Record(1, "b"));

        cluster.Local.PartitionsAssigned(isStateLost: false);
        await Deliver(entity, entity.Record(2, "c"));

        Assert.Equal(["a", "b", "c"], await entity.Log());
    }

    [Fact]
    public async Task Batch_WhenAnotherSiloHasWritten_IsRefusedByTheRowAndAppliedWhenItComesAgain()
    {
        var entity = cluster.Twin("un-conflict");
        var elsewhere = cluster.Entity("un-conflict");
        await Deliver(entity, entity.Record(0, "a"));
        await elsewhere.Deliver(elsewhere.Record(1, "b"));

        await Assert.ThrowsAsync<InconsistentStateException>(() => Deliver(entity, entity.Record(2, "c")));
        await Deliver(entity, entity.Record(2, "c"));

        Assert.Equal(["a", "b", "c"], await entity.Log());
    }

    private bool TryReceive(TestEntity entity, bool isWhole, params ReceivedEvent[] records) =>
        cluster.Local.TryReceive(entity.Id, Deliveries.Batch(records), new ReceiveCall(), isWhole);

    // As a dispatcher does it: what is not taken is a call.
    private async Task<BatchOutcome> Deliver(TestEntity entity, params ReceivedEvent[] records)
    {
        var call = new ReceiveCall();
        return cluster.Local.TryReceive(entity.Id, Deliveries.Batch(records), call, isWhole: true) ? await call.Task : await entity.Deliver(records);
    }
}
