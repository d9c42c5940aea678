using Orleans.Storage;
using Orleans.Streaming.Kafka;

namespace Platform.Processing.Tests;

/// <summary>Parking, redriving and dropping on a silo, with failures at each step.</summary>
[Collection(TestCollection.Name)]
public sealed class QuarantineTests(TestCluster cluster)
{
    [Fact]
    public async Task Entity_WhenAnEventFails_ParksItAndAllLaterOnesAndSaysWhy()
    {
        var entity = cluster.Entity("parks");

        var first = await entity.Deliver(entity.Record(0, "a", outputs: 1), entity.Record(1, "b", "reject"), entity.Record(2, "c"));
        var second = await entity.Deliver(entity.Record(0, "d", partition: 1));

        Assert.Equal([1L, 2L], first.Rejected.Select(rejected => rejected.Sequence!.Value));
        Assert.Equal(3L, Assert.Single(second.Rejected).Sequence);
        Assert.Equal(["a"], await entity.Log());
        Assert.Equal(["a.0"], entity.PublishedNames);
        Assert.Equal(["b", "c", "d"], await entity.Parked());
        var quarantine = (await entity.Quarantine())!;
        Assert.Equal(("test", "parks", "told-so", entity.EventId("b")), (quarantine.Grain, quarantine.Key, quarantine.ErrorType, quarantine.EventId));
        Assert.Equal((entity.Topic, 0, 1L, 3L, false), (quarantine.Topic, quarantine.Partition, quarantine.Offset, quarantine.Parked, quarantine.IsRedriving));
    }

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public async Task Parking_WhenItsWriteFails_IsDoneOnceByTheRedelivery(string when)
    {
        var entity = cluster.Entity("parking-" + when);
        ReceivedEvent[] batch = [entity.Record(0, "a", outputs: 1), entity.Record(1, "b", "reject"), entity.Record(2, "c")];
        entity.FailNextWrite(Enum.Parse<WriteFault>(when, ignoreCase: true));

        await Assert.ThrowsAnyAsync<Exception>(async () => await entity.Deliver(batch));
        var outcome = await Redeliver(entity, batch);

        Assert.Equal([(1, "told-so", 1L), (2, "entity-quarantined", 2L)], outcome.Rejected.Select(rejected => (rejected.Index, rejected.ErrorType, rejected.Sequence!.Value)));
        Assert.Equal(["b", "c"], await entity.Parked());
        Assert.Equal(["a"], await entity.Log());
        Assert.Equal(["a.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task Parking_WhenItsAnswerWasLost_IsAnsweredAgainByAnotherActivation()
    {
        var entity = cluster.Entity("answer-lost");
        ReceivedEvent[] batch = [entity.Record(0, "a", "reject"), entity.Record(1, "b")];
        await entity.Deliver(batch);
        await entity.Deactivate();

        var outcome = await entity.Deliver(batch);

        Assert.Equal([(0, "told-so", 1L), (1, "entity-quarantined", 2L)], outcome.Rejected.Select(rejected => (rejected.Index, rejected.ErrorType, rejected.Sequence!.Value)));
        Assert.Equal(["a", "b"], await entity.Parked());
    }

    [Fact]
    public async Task Redrive_WhenTheCauseIsMended_AppliesAllInOrderAndTurnsTheEntityLive()
    {
        var entity = await Stopped("mended", later: 6);
        entity.Fix("bad");

        var waiting = await entity.Grain.Redrive();
        await entity.WhenLive();
        var live = await entity.Deliver(entity.Record(20, "live", outputs: 1));

        Assert.Equal(7, waiting);
        Assert.Equal(["ok", "bad", "0", "1", "2", "3", "4", "5", "live"], await entity.Log());
        Assert.Equal(["bad.0", "0.0", "1.0", "2.0", "3.0", "4.0", "5.0", "live.0"], entity.PublishedNames);
        Assert.Empty(live.Rejected);
        Assert.Empty(await entity.Parked());
    }

    [Fact]
    public async Task Redrive_WhenTheEventFailsAgain_LosesNothingAndStaysInQuarantine()
    {
        var entity = await Stopped("fails-again", later: 2);
        var since = (await entity.Quarantine())!.Since;

        await entity.Grain.Redrive();
        await entity.WhenRedriveEnds();
        var meanwhile = await entity.Parked();
        entity.Fix("bad");
        await entity.Grain.Redrive();
        await entity.WhenLive();

        Assert.Equal(["bad", "0", "1"], meanwhile);
        Assert.Equal(["ok", "bad", "0", "1"], await entity.Log());
        Assert.True(since > DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public async Task Redrive_OfAnEventThatMayBeARepeat_AppliesItAloneAsTheOperatorSays()
    {
        var entity = cluster.Entity("may-be-a-repeat");
        var hour = TimeSpan.FromHours(1);
        await entity.Deliver([.. Enumerable.Range(0, 64).Select(n => entity.Record(n, $"old{n}"))]);
        await entity.Deliver([.. Enumerable.Range(64, 64).Select(n => entity.Record(n, $"new{n}") with { Timestamp = Deliveries.Start + hour })]);
        await entity.Deliver(entity.Record(200, "late1", outputs: 1), entity.Record(201, "late2"), entity.Record(202, "last") with { Timestamp = Deliveries.Start + hour });
        var parked = await entity.Parked();

        await entity.Grain.Redrive();
        await entity.WhenRedriveEnds();
        var afterFirst = (Log: await entity.Log(), Parked: await entity.Parked());
        await entity.Grain.Redrive();
        await entity.WhenLive();

        Assert.Equal(["late1", "late2", "last"], parked);
        Assert.Equal(("late1", 129), (afterFirst.Log[^1], afterFirst.Log.Length));
        Assert.Equal(["late2", "last"], afterFirst.Parked);
        Assert.Equal(["late1", "late2", "last"], (await entity.Log())[^3..]);
    }

    [Fact]
    public async Task Redrive_WhenALaterEventFails_KeepsWhatWentBeforeIt()
    {
        var entity = cluster.Entity("later-fails");
        await entity.Deliver(entity.Record(0, "x", "reject"), entity.Record(1, "a", outputs: 1), entity.Record(2, "y", "reject"), entity.Record(3, "b", outputs: 1));
        entity.Fix("x");

        await entity.Grain.Redrive();
        await entity.WhenRedriveEnds();

        Assert.Equal(["x", "a"], await entity.Log());
        Assert.Equal(["y", "b"], await entity.Parked());
        Assert.Equal(["a.0"], entity.PublishedNames);
        Assert.Equal((entity.EventId("y"), 2L), ((await entity.Quarantine())!.EventId, (await entity.Quarantine())!.Parked));
    }

    [Fact]
    public async Task Redrive_WhenItStopsBehindOutputs_LeavesNoneThatALaterDeliveryPublishesAgain()
    {
        var entity = await StopsBehindOutputs("stops-behind");

        await entity.Grain.Redrive();
        await entity.WhenRedriveEnds();
        await entity.Deactivate();
        await entity.Deliver(entity.Record(3, "b"));

        Assert.Equal(["a.0", "a.1"], entity.PublishedNames);
        Assert.Equal(["x", "a"], await entity.Log());
        Assert.Equal(["y", "b"], await entity.Parked());
        Assert.Equal(entity.EventId("y"), (await entity.Quarantine())!.EventId);
    }

    [Theory]
    [InlineData("before")]
    [InlineData("half")]
    [InlineData("after")]
    public async Task Redrive_WhenPublishingFailsInTheStepThatStopsIt_PublishesBeforeItEnds(string how)
    {
        var entity = await StopsBehindOutputs("stops-publish-" + how);
        entity.FailNextPublish(Enum.Parse<PublishFault>(how, ignoreCase: true));

        await entity.Grain.Redrive();
        await entity.WhenRedriveEnds();

        Assert.Equal(["a.0", "a.1"], FirstOnes(entity.PublishedNames));
        Assert.Equal(["x", "a"], await entity.Log());
        Assert.Equal(["y"], await entity.Parked());
    }

    [Fact]
    public async Task Redrive_WhenItsActivationEndsInTheStepThatStopsIt_IsWokenToPublishAndStops()
    {
        // The begin is written, then the step, and the answer to that is lost before anything is published.
        var entity = await StopsBehindOutputs("stops-woken");
        entity.FailNextWrite(WriteFault.After, skip: 1);
        await entity.Redrive();
        await Eventually.Async(() => cluster.Activations.LiveOf("stops-woken") == 0, "the activation to end");

        var publishedAtRest = entity.PublishedNames;
        await cluster.WakeRedrives();
        await Eventually.HoldsAsync(async () => await entity.Quarantine() is { IsRedriving: false }, "the redrive to stop");
        var publishedAtStop = entity.PublishedNames;
        await entity.Deactivate();
        await entity.Deliver(entity.Record(3, "b"));

        Assert.Empty(publishedAtRest);
        Assert.Equal(["a.0", "a.1"], publishedAtStop);
        Assert.Equal(["a.0", "a.1"], entity.PublishedNames);
        Assert.Equal(["y", "b"], await entity.Parked());
    }

    [Fact]
    public async Task Redrive_WhenAWaitingEventStopsItBehindOutputs_LeavesNoneThatIsPublishedAgainAndTheEventFirstInLine()
    {
        var entity = cluster.Entity("waiting-stops-behind");
        await entity.Deliver(entity.Record(0, "w", "throw-when-open"));
        await entity.Deliver(entity.Record(1, "bad", "reject"), entity.Record(2, "o", "open", outputs: 1), entity.Record(3, "p"));
        entity.Fix("bad");

        await entity.Grain.Redrive();
        await entity.WhenRedriveEnds();
        await entity.Deactivate();
        await entity.Deliver(entity.Record(0, "q", partition: 1));
        await entity.Grain.Redrive();
        await entity.WhenRedriveEnds();
        var (log, parked, quarantine) = (await entity.Log(), await entity.Parked(), await entity.Quarantine());
        var dropped = await entity.Grain.Drop(null, "a bug");
        await entity.WhenLive();

        Assert.Equal(["o.0"], entity.PublishedNames);
        Assert.Equal(["bad", "o"], log);
        Assert.Equal(["p", "q"], parked);
        Assert.Equal(("handler-failed", entity.EventId("w")), (quarantine!.ErrorType, quarantine.EventId));
        Assert.Equal(3, dropped);
    }

    [Fact]
    public async Task Redrive_WhenAWaitingEventStopsItBehindAnother_KeepsItFirstInLine()
    {
        var entity = cluster.AsyncEntity("waiting-behind-waiting");
        await entity.Deliver(entity.Record(0, "v", "add-when-open", outputs: 1), entity.Record(1, "w", "throw-when-open"));
        cluster.Actions.Script(entity.EventId("v"), _ => throw new InvalidTimeZoneException("It fails for good."));
        await entity.Deliver(entity.Record(0, "o", "open", partition: 1), entity.Record(1, "p", partition: 1));
        cluster.Actions.Forget(entity.EventId("v"));
        cluster.Actions.Script(entity.EventId("w"), _ => throw new InvalidTimeZoneException("It fails for good."));

        await entity.Grain.Redrive();
        await entity.WhenRedriveEnds();
        await entity.Deactivate();
        await entity.Deliver(entity.Record(2, "q", partition: 1));

        Assert.Equal(["o", "v"], await entity.Log());
        Assert.Equal(["v.0"], entity.PublishedNames);
        Assert.Equal(["p", "q"], await entity.Parked());
        Assert.Equal(entity.EventId("w"), (await entity.Quarantine())!.EventId);
    }

    [Fact]
    public async Task LiveEvent_WhenTheEntityIsBeingRedriven_IsParkedBehindTheOthers()
    {
        var entity = await Stopped("live-behind", later: 29);
        entity.Fix("bad");
        entity.FailNextWrite(WriteFault.After, skip: 1);
        await entity.Redrive();
        await Eventually.Async(() => cluster.Activations.LiveOf("live-behind") == 0, "the redrive to rest after its first step");

        var outcome = await Redeliver(entity, entity.Record(0, "live", outputs: 1, partition: 1));
        await entity.WhenLive();

        string[] inOrder = ["bad", .. Enumerable.Range(0, 29).Select(n => $"{n}"), "live"];
        Assert.Equal(31L, Assert.Single(outcome.Rejected).Sequence);
        Assert.Equal(inOrder.Prepend("ok"), await entity.Log());
        Assert.Equal(inOrder.Select(name => name + ".0"), FirstOnes(entity.PublishedNames));
    }

    [Theory]
    [InlineData("before", 1)]
    [InlineData("after", 1)]
    [InlineData("before", 2)]
    [InlineData("after", 2)]
    [InlineData("before", 3)]
    [InlineData("after", 3)]
    [InlineData("before", 4)]
    [InlineData("after", 4)]
    public async Task Redrive_WhenAWriteFails_GoesOnWhereItWas(string when, int write)
    {
        // Of four writes: the begin, two steps of three events, the end.
        var entity = await Stopped($"redrive-{when}-{write}", later: 5);
        entity.Fix("bad");
        entity.FailNextWrite(Enum.Parse<WriteFault>(when, ignoreCase: true), skip: write - 1);

        await entity.Redrive();
        await Eventually.Async(() => entity.WritesToFail == 0, "the write to fail");
        await Eventually.HoldsAsync(
            async () =>
            {
                await entity.Redrive();
                return await entity.Quarantine() is null;
            },
            "the entity to be live");

        Assert.Equal(["ok", "bad", "0", "1", "2", "3", "4"], await entity.Log());
        Assert.Equal(["bad.0", "0.0", "1.0", "2.0", "3.0", "4.0"], FirstOnes(entity.PublishedNames));
        Assert.Equal(6, entity.PublishedEvents.Distinct().Count());
        Assert.Empty(await entity.Parked());
    }

    [Theory]
    [InlineData("before")]
    [InlineData("half")]
    [InlineData("after")]
    public async Task Redrive_WhenPublishingFails_AppliesNothingTwiceAndPublishesAgainFirst(string how)
    {
        var entity = await Stopped("redrive-publish-" + how, later: 5);
        entity.Fix("bad");
        entity.FailNextPublish(Enum.Parse<PublishFault>(how, ignoreCase: true));

        await entity.Grain.Redrive();
        await entity.WhenLive();

        Assert.Equal(["ok", "bad", "0", "1", "2", "3", "4"], await entity.Log());
        Assert.Equal(["bad.0", "0.0", "1.0", "2.0", "3.0", "4.0"], FirstOnes(entity.PublishedNames));
        Assert.Equal(6, entity.PublishedEvents.Distinct().Count());
    }

    [Fact]
    public async Task Redrive_WhenItsActivationEnds_RestsUntilItIsWokenAndNotByARead()
    {
        var entity = await Stopped("woken", later: 5);
        entity.Fix("bad");
        entity.FailNextWrite(WriteFault.After);
        await entity.Redrive();
        await Eventually.Async(() => cluster.Activations.LiveOf("woken") == 0, "the activation to end");

        var atRest = await entity.Log();
        var publishedAtRest = entity.PublishedNames;
        await entity.Deactivate();
        await cluster.WakeRedrives();
        await entity.WhenLive();

        Assert.Equal(["ok"], atRest);
        Assert.Empty(publishedAtRest);
        Assert.Equal(["ok", "bad", "0", "1", "2", "3", "4"], await entity.Log());
    }

    [Fact]
    public async Task Redrives_WhenOneOfThemCannotBeWoken_AreWokenAllTheSame()
    {
        // By key the broken one comes before the other.
        var (broken, other) = (await Stopped("wake-a", later: 1), await Stopped("wake-b", later: 5));
        foreach (var entity in new[] { broken, other })
        {
            entity.Fix("bad");
            entity.FailNextWrite(WriteFault.After);
            await entity.Redrive();
        }

        await Eventually.Async(() => cluster.Activations.LiveOf("wake-a") + cluster.Activations.LiveOf("wake-b") == 0, "the activations to end");
        cluster.Storage.BreakReads(broken.Id);

        await cluster.WakeRedrives();
        await other.WhenLive();
        var meanwhile = await broken.Quarantine();
        cluster.Storage.MendReads(broken.Id);
        await cluster.WakeRedrives();
        await broken.WhenLive();

        Assert.True(meanwhile!.IsRedriving);
        Assert.Equal(["ok", "bad", "0"], await broken.Log());
    }

    [Fact]
    public async Task Redrive_WhenItStopsWhileItIsWoken_IsNotBegunAgain()
    {
        var entity = await Stopped(cluster.ActingEntity("stops-while-woken"), later: 1);
        entity.Fix("bad");
        var (asked, begun) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var fail = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Actions.Script(entity.EventId("bad"), async _ =>
        {
            asked++;
            begun.TrySetResult();
            await fail.Task;
            throw new InvalidTimeZoneException("It fails for good.");
        });
        await entity.Grain.Redrive();
        await begun.Task;

        // It is listed as being redriven, and what is asked of it stands behind the step that fails.
        var waking = cluster.WakeRedrives();
        fail.SetResult();
        await waking;
        await entity.WhenRedriveEnds();

        Assert.Equal(1, asked);
        Assert.Equal(["bad", "0"], await entity.Parked());
        cluster.Actions.Forget(entity.EventId("bad"));
    }

    [Fact]
    public async Task Redrive_WhenItsOutputsAreNotAcknowledged_MovesNoStep()
    {
        var entity = await Stopped("no-step", later: 5);
        entity.Fix("bad");
        var hold = entity.HoldPublishing();

        await entity.Grain.Redrive();
        await Eventually.Async(() => entity.PublishedNames.Length == 3, "the first step's outputs");
        var parked = await entity.Parked();
        hold.SetResult();
        await entity.WhenLive();

        Assert.Equal(["2", "3", "4"], parked);
    }

    [Fact]
    public async Task Redrive_WhenNotInQuarantine_AnswersSo()
    {
        var entity = cluster.Entity("healthy");
        await entity.Deliver(entity.Record(0, "a"));

        Assert.Null(await entity.Grain.Redrive());
        Assert.Null(await entity.Grain.Drop(null, "why"));
    }

    [Fact]
    public async Task Drop_WhenOneIsNamed_DropsThatOneAndRecordsTheReason()
    {
        var entity = await Stopped("drop-one", later: 2);

        var dropped = await entity.Grain.Drop(1, "a broken producer");
        var again = await entity.Grain.Drop(1, "a broken producer");
        await entity.Grain.Redrive();
        await entity.WhenLive();

        Assert.Equal((1L, 0L), (dropped, again));
        Assert.Equal(["ok", "0", "1"], await entity.Log());
        var record = Assert.Single(await cluster.Directory.Dropped("test", "drop-one", 0, 10));
        Assert.Equal((1L, "a broken producer", true), (record.Sequence, record.DropReason, record.DroppedAt is not null));
    }

    [Fact]
    public async Task Drop_WhenNoneIsNamed_DropsAllAndTheEntityIsLive()
    {
        var entity = await Stopped("drop-all", later: 2);

        var dropped = await entity.Grain.Drop(null, "a test");
        var redelivered = await entity.Deliver(entity.Record(1, "bad", "reject"), entity.Record(2, "0"), entity.Record(9, "new"));

        Assert.Equal(3, dropped);
        Assert.Empty(redelivered.Rejected);
        Assert.Null(await entity.Quarantine());
        Assert.Equal(["ok", "new"], await entity.Log());
        Assert.Equal(3, (await cluster.Directory.Dropped("test", "drop-all", 0, 10)).Length);
    }

    [Fact]
    public async Task Drop_WhenItsWriteFails_IsRepeatable()
    {
        var entity = await Stopped("drop-fails", later: 1);
        entity.FailNextWrite(WriteFault.After);

        await Assert.ThrowsAnyAsync<Exception>(async () => await entity.Grain.Drop(null, "a test"));

        await entity.WhenLive();
        Assert.Equal(2, (await cluster.Directory.Dropped("test", "drop-fails", 0, 10)).Length);
    }

    [Fact]
    public async Task Parked_WhenItIsMuch_IsReadWithoutItsBytesAndInFewerRecordsThanWanted()
    {
        var entity = await Stopped("much", later: 100);

        var all = await cluster.Directory.Parked("test", "much", 0, 1_000);
        var some = await cluster.Directory.Parked("test", "much", 40, 50);

        Assert.Equal(Enumerable.Range(1, 101), all.Select(parked => (int)parked.Sequence));
        Assert.Equal(Enumerable.Range(40, 50), some.Select(parked => (int)parked.Sequence));
        Assert.All(all, parked => Assert.True(parked.Bytes > 0));
        Assert.InRange(cluster.Storage.LargestParkedRead(entity.Id), 1, 32);
    }

    [Fact]
    public async Task Sequence_WhenAnEntityIsQuarantinedAgain_GoesOn()
    {
        var entity = await Stopped("sequence", later: 1);
        await entity.Grain.Drop(null, "a test");

        var outcome = await entity.Deliver(entity.Record(10, "bad-again", "reject"));

        Assert.Equal(3L, Assert.Single(outcome.Rejected).Sequence);
    }

    [Fact]
    public async Task WaitingEntity_WhenWhatItWaitsForComes_IsRedrivenByItself()
    {
        var entity = cluster.Entity("by-itself");
        await entity.Deliver([.. Enumerable.Range(0, 5).Select(n => entity.Record(n, $"{n}", "add-when-open", outputs: 1))]);
        var waiting = await entity.Quarantine();

        await entity.Deliver(entity.Record(0, "o", "open", outputs: 1, partition: 1));
        await entity.WhenLive();

        Assert.Equal(("waiting-limit", 2L), (waiting!.ErrorType, waiting.Parked));
        Assert.Equal(["o", "0", "1", "2", "3", "4"], await entity.Log());
        Assert.Equal(["o.0", "0.0", "1.0", "2.0", "3.0", "4.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task WaitingEvent_WhenItFailsOnItsTurn_IsTriedAgainByARedriveAndDroppedWithAll()
    {
        var entity = cluster.Entity("waiting-fails");
        await entity.Deliver(entity.Record(0, "w", "throw-when-open"), entity.Record(1, "v", "add-when-open"));
        await entity.Deliver(entity.Record(0, "o", "open", partition: 1), entity.Record(1, "p", partition: 1));

        await entity.Grain.Redrive();
        await entity.WhenRedriveEnds();
        var parked = await entity.Parked();
        var dropped = await entity.Grain.Drop(null, "a bug");
        await entity.WhenLive();

        Assert.Equal(["p"], parked);
        Assert.Equal(2, dropped);
        Assert.Equal(["o", "v"], await entity.Log());
        Assert.Equal([entity.EventId("p"), entity.EventId("w")], (await cluster.Directory.Dropped("test", "waiting-fails", 0, 10)).Select(record => record.EventId));
    }

    [Fact]
    public async Task Record_WhenItIsReadDifferentlyToday_IsAppliedByTheRedrive()
    {
        var entity = cluster.Entity("upcast");
        await entity.Deliver(entity.Record(0, "a", "unreadable") with { Value = new Platform.Events.UnreadableEvent("bad-field", "amount is no number.", "test.add", "upcast") });
        await entity.Grain.Redrive();
        await entity.WhenRedriveEnds();
        var still = await entity.Quarantine();
        entity.Fix("a");

        await entity.Grain.Redrive();
        await entity.WhenLive();

        Assert.Equal("bad-field", still!.ErrorType);
        Assert.Equal(["a"], await entity.Log());
    }

    // "ok" is applied, "bad" has failed, and so many stand behind it, each with an output.
    private Task<TestEntity> Stopped(string key, int later) => Stopped(cluster.Entity(key), later);

    private static async Task<TestEntity> Stopped(TestEntity entity, int later)
    {
        await entity.Deliver(entity.Record(0, "ok"));
        await entity.Deliver([entity.Record(1, "bad", "reject", outputs: 1), .. Enumerable.Range(0, later).Select(n => entity.Record(2 + n, $"{n}", outputs: 1))]);
        return entity;
    }

    // Handed back, "x" and "a" are applied, "a" puts two out, and "y" fails again: all in one step.
    private async Task<TestEntity> StopsBehindOutputs(string key)
    {
        var entity = cluster.Entity(key);
        await entity.Deliver(entity.Record(0, "x", "reject"), entity.Record(1, "a", outputs: 2), entity.Record(2, "y", "reject"));
        entity.Fix("x");
        return entity;
    }

    private static string[] FirstOnes(string[] names) => [.. names.Distinct(StringComparer.Ordinal)];

    // The activation of the failed write may still be ending, and answers "not me".
    private static async Task<BatchOutcome> Redeliver(TestEntity entity, params ReceivedEvent[] batch)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await entity.Deliver(batch);
            }
            catch (Exception exception) when (exception is DeliveryDeferredException or InconsistentStateException && attempt < 100)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
        }
    }
}
