using Orleans.Streaming.Kafka;

namespace Platform.Processing.Tests;

/// <summary>What becomes of events whose outcome can't be stored, and of outputs that can't be published: no partition waits for them.</summary>
[Collection(TestCollection.Name)]
public sealed class RejectedWriteTests(TestCluster cluster)
{
    private static readonly string Huge = new('x', 40_000);
    private static readonly string Large = new('x', 5_000);

    [Fact]
    public async Task Event_WhenItMakesTheStateTooLarge_IsParkedAndWhatWentBeforeItIsKept()
    {
        var entity = cluster.Entity("too-large");
        ReceivedEvent[] batch = [entity.Record(0, "a", outputs: 1), entity.Record(1, "big", "write", text: Huge), entity.Record(2, "c")];

        var outcome = await entity.Deliver(batch);
        var again = await entity.Deliver(batch);

        Assert.Equal(["a"], await entity.Log());
        Assert.Equal(["a.0"], entity.PublishedNames);
        Assert.Equal(["big", "c"], await entity.Parked());
        Assert.Equal([(1, "state-too-large", 1L), (2, "entity-quarantined", 2L)], outcome.Rejected.Select(rejected => (rejected.Index, rejected.ErrorType, rejected.Sequence!.Value)));
        Assert.Equal(outcome.Rejected.Select(rejected => rejected.Sequence), again.Rejected.Select(rejected => rejected.Sequence));
        Assert.Equal("state-too-large", (await entity.Quarantine())!.ErrorType);
        Assert.Equal(1, cluster.Activations.BeganOf("too-large"));
    }

    [Fact]
    public async Task Event_WhenTheStorageRefusesWhatItWrites_IsParkedAndWhatWentBeforeItIsKept()
    {
        var entity = cluster.Entity("rejected");
        entity.RefuseWritesOf("poison");

        var outcome = await entity.Deliver(entity.Record(0, "a", outputs: 1), entity.Record(1, "b", "write", text: "poison"), entity.Record(2, "c"));

        Assert.Equal(["a"], await entity.Log());
        Assert.Equal(["a.0"], entity.PublishedNames);
        Assert.Equal(["b", "c"], await entity.Parked());
        Assert.Equal(["state-refused", "entity-quarantined"], outcome.Rejected.Select(rejected => rejected.ErrorType));
        Assert.Equal(1, cluster.Activations.BeganOf("rejected"));
    }

    [Fact]
    public async Task Event_WhenTheStorageRefusesItAndAnotherActivationHasWritten_IsNotParkedUponAnOldState()
    {
        var entity = cluster.Entity("rejected-race");
        await entity.Deliver(entity.Record(0, "a"));
        entity.RefuseWritesOf("poison");
        cluster.Storage.ChangeTag(entity.Id);

        await Assert.ThrowsAnyAsync<Exception>(async () => await entity.Deliver(entity.Record(1, "b", "write", text: "poison")));

        Assert.Empty(await entity.Parked());
        await Eventually.Async(() => cluster.Activations.LiveOf("rejected-race") == 0, "the activation to end");
    }

    [Fact]
    public async Task Event_WhenItPutsOutMoreThanARecordHolds_IsParked()
    {
        var entity = cluster.Entity("large-output");

        var outcome = await entity.Deliver(entity.Record(0, "a", outputs: 1), entity.Record(1, "b", outputs: 2, text: Large));

        Assert.Equal("output-too-large", Assert.Single(outcome.Rejected).ErrorType);
        Assert.Equal(["a"], await entity.Log());
        Assert.Equal(["a.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task Event_WhenFailuresAreDeadLettersAndTheStateIsTooLarge_IsRejectedAloneAndTheOthersAreTaken()
    {
        var entity = cluster.LenientEntity("too-large-alone");

        var outcome = await entity.Deliver(entity.Record(0, "a"), entity.Record(1, "big", "write", text: Huge), entity.Record(2, "c"));

        Assert.Equal(["a", "c"], await entity.Log());
        Assert.Equal((1, "state-too-large"), (Assert.Single(outcome.Rejected).Index, outcome.Rejected[0].ErrorType));
    }

    [Fact]
    public async Task Redrive_WhenTheStateIsStillTooLarge_KeepsWhatWentBeforeAndLosesNothing()
    {
        var entity = cluster.Entity("too-large-again");
        await entity.Deliver(entity.Record(0, "x", "reject"), entity.Record(1, "a"), entity.Record(2, "big", "write", text: Huge), entity.Record(3, "c"));
        entity.Fix("x");

        await entity.Grain.Redrive();
        await entity.WhenRedriveEnds();
        var (log, parked, quarantine) = (await entity.Log(), await entity.Parked(), await entity.Quarantine());
        entity.Fix("big");
        await entity.Grain.Redrive();
        await entity.WhenLive();

        Assert.Equal(["x", "a"], log);
        Assert.Equal(["big", "c"], parked);
        Assert.Equal(("state-too-large", false), (quarantine!.ErrorType, quarantine.IsRedriving));
        Assert.Equal(["x", "a", "big", "c"], await entity.Log());
    }

    [Fact]
    public async Task WaitingEvents_WhenTheyHaveMoreBytesThanMayWait_AreParkedUntilWhatTheyWaitForComes()
    {
        var entity = cluster.Entity("waiting-bytes");

        await entity.Deliver([.. Enumerable.Range(0, 3).Select(n => entity.Record(n, $"{n}", "add-when-open", text: Large))]);
        var (parked, quarantine) = (await entity.Parked(), await entity.Quarantine());
        await entity.Deliver(entity.Record(0, "o", "open", partition: 1));
        await entity.WhenLive();

        Assert.Equal(["1", "2"], parked);
        Assert.Equal("waiting-limit", quarantine!.ErrorType);
        Assert.Equal(["o", "0", "1", "2"], await entity.Log());
    }

    [Fact]
    public async Task Output_WhenKafkaRefusesItForGood_IsRejectedWithItsBytesAndTheEntityGoesOn()
    {
        var entity = cluster.Entity("output-refused");
        entity.RejectOutput("a.1");

        var outcome = await entity.Deliver(entity.Record(0, "a", outputs: 3), entity.Record(1, "b", outputs: 1));
        await entity.Deactivate();
        await entity.Deliver(entity.Record(1, "b", outputs: 1), entity.Record(2, "c", outputs: 1));

        Assert.Empty(outcome.Rejected);
        Assert.Equal(["a", "b", "c"], await entity.Log());
        Assert.Equal(["a.0", "a.2", "b.0", "c.0"], entity.PublishedNames);
        var listed = await entity.Quarantine();
        Assert.Equal(("output-refused", 1L, 0L), (listed!.ErrorType, listed.RejectedOutputs, listed.Parked));
        var record = Assert.Single(await entity.Dropped());
        Assert.Equal(("output-refused", "out", entity.EventId("a")), (record.ErrorType, record.Topic, record.Key));
        var stored = Assert.Single(await entity.DroppedRecords());
        Assert.Contains($"\"name\":\"{entity.EventId("a.1")}\"", System.Text.Encoding.UTF8.GetString(stored.Value!), StringComparison.Ordinal);
        Assert.NotNull(record.DropReason);
    }

    [Fact]
    public async Task RejectedOutputs_WhenRedriven_ArePublishedAndRemovedAndTheOthersStay()
    {
        var entity = cluster.Entity("outputs-redriven");
        entity.RejectOutput("a.0");
        entity.RejectOutput("a.1");
        await entity.Deliver(entity.Record(0, "a", outputs: 2));
        entity.MendOutput("a.1");

        await Assert.ThrowsAsync<KafkaStreamException>(async () => await entity.Grain.Redrive());
        var left = Assert.Single(await entity.Dropped());
        entity.MendOutput("a.0");
        var published = await entity.Grain.Redrive();
        var again = await entity.Grain.Redrive();

        Assert.Equal(1, left.Sequence);
        Assert.Equal((1L, null), (published, again));
        Assert.Empty(await entity.Dropped());
        Assert.Null(await entity.Quarantine());
        Assert.Equal(["a.1", "a.0"], cluster.Publisher.StoredValues.Where(value => value.Contains("outputs-redriven:", StringComparison.Ordinal)).Select(value => value.Contains("a.1", StringComparison.Ordinal) ? "a.1" : "a.0"));
        await entity.Deliver(entity.Record(1, "b"));
        Assert.Equal(["a", "b"], await entity.Log());
    }

    [Fact]
    public async Task RejectedOutput_WhenDropped_StaysWithItsReasonAndWantsNobodysAttention()
    {
        var entity = cluster.Entity("outputs-dropped");
        entity.RejectOutput("a.0");
        entity.RejectOutput("a.1");
        await entity.Deliver(entity.Record(0, "a", outputs: 2));

        var none = await entity.Grain.Drop(7, "no such");
        var one = await entity.Grain.Drop(1, "sent by hand");
        var rest = await entity.Grain.Drop(null, "not wanted");
        var after = await entity.Grain.Drop(null, "again");

        Assert.Equal((0L, 1L, 1L, null), (none, one, rest, after));
        Assert.Equal([("output-dropped", "sent by hand"), ("output-dropped", "not wanted")], (await entity.Dropped()).Select(record => (record.ErrorType, record.DropReason!)));
        Assert.Null(await entity.Quarantine());
    }

    [Fact]
    public async Task RejectedOutput_OfAnEntityInQuarantine_IsCountedThereAndPublishedWithItsRedrive()
    {
        var entity = cluster.Entity("outputs-quarantined");
        entity.RejectOutput("a.0");
        await entity.Deliver(entity.Record(0, "a", outputs: 1), entity.Record(1, "x", "reject"));
        var quarantine = await entity.Quarantine();
        entity.MendOutput("a.0");
        entity.Fix("x");

        await entity.Grain.Redrive();
        await entity.WhenLive();

        Assert.Equal(1, quarantine!.RejectedOutputs);
        Assert.Equal(["a", "x"], await entity.Log());
        Assert.Contains(cluster.Publisher.StoredValues, value => value.Contains("outputs-quarantined:a.0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Output_WhenItIsRejectedAndOthersAreNotAcknowledged_IsRejectedOnceAndTheOthersGoOutAgain()
    {
        var entity = cluster.Entity("output-refused-and-failed");
        entity.RejectOutput("a.0");
        entity.FailNextPublish(PublishFault.Before);

        await entity.Deliver(entity.Record(0, "a", outputs: 2), entity.Record(1, "b", outputs: 1));

        Assert.Equal(["a.1", "b.0"], entity.PublishedNames);
        Assert.Equal(["output-refused"], (await entity.Dropped()).Select(record => record.ErrorType));
    }

    [Fact]
    public async Task Output_WhenItIsRejectedDuringARedrive_DoesNotStopIt()
    {
        var entity = cluster.Entity("output-refused-redrive");
        entity.RejectOutput("x.0");
        await entity.Deliver(entity.Record(0, "x", "reject", outputs: 1), entity.Record(1, "a", outputs: 1));
        entity.Fix("x");

        await entity.Grain.Redrive();
        await entity.WhenRedriveEnds();

        Assert.Equal(["x", "a"], await entity.Log());
        Assert.Equal(["a.0"], entity.PublishedNames);
        Assert.Equal("output-refused", Assert.Single(await entity.Dropped()).ErrorType);
    }
}
