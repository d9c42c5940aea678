using Orleans.Streaming.Kafka;

namespace Platform.Processing.Tests;

/// <summary>Deliveries that do not wait for each other's writes: what shares a row, and when each is answered.</summary>
[Collection(TestCollection.Name)]
public sealed class WriteBehindTests(TestCluster cluster)
{
    private static readonly TimeSpan LateWriteDelay = new ProcessingOptions().LateWriteDelay;

    [Fact]
    public async Task Events_WhenAWriteIsUnderWay_ShareTheNextOne()
    {
        var entity = cluster.Entity("shares");
        await entity.Deliver(entity.Record(0, "a"));
        var writes = cluster.Storage.Writes;
        var hold = cluster.Storage.HoldWrites(entity.Id);

        var first = await Begun(entity, entity.Record(1, "b", outputs: 1));
        var others = new[]
        {
            await Begun(entity, entity.Record(0, "c", outputs: 1, partition: 1)),
            await Begun(entity, entity.Record(0, "d", outputs: 1, partition: 2)),
            await Begun(entity, entity.Record(0, "e", outputs: 1, partition: 3)),
        };
        hold.SetResult();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(2, cluster.Storage.Writes - writes);
        Assert.Equal(["a", "b", "c", "d", "e"], await entity.Log());
        Assert.Equal(["b.0", "c.0", "d.0", "e.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task Events_WhenTheyAreLate_ShareARow()
    {
        var entity = cluster.Entity("late");
        await entity.Deliver(entity.Record(0, "a"));
        var writes = cluster.Storage.Writes;

        var first = await Begun(entity, Late(entity.Record(1, "b", outputs: 1)));
        var second = await Begun(entity, Late(entity.Record(0, "c", outputs: 1, partition: 1)));
        cluster.Time.Advance(LateWriteDelay);
        await Task.WhenAll(first, second);

        Assert.Equal(1, cluster.Storage.Writes - writes);
        Assert.Equal(["a", "b", "c"], await entity.Log());
        Assert.Equal(["b.0", "c.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task LateEvents_WhenOneComesThatIsNot_WaitNoLonger()
    {
        var entity = cluster.Entity("late-and-not");
        var late = await Begun(entity, Late(entity.Record(0, "a")));

        await entity.Deliver(entity.Record(0, "b", partition: 1));
        await late;

        Assert.Equal(["a", "b"], await entity.Log());
    }

    [Fact]
    public async Task LateEvents_WhenTheGrainTakesTheEntity_WaitNoLonger()
    {
        var entity = cluster.Entity("late-and-entered");
        var late = await Begun(entity, Late(entity.Record(0, "a")));

        await entity.Deliver(Late(entity.Record(0, "bad", "reject", partition: 1)));
        await late;

        Assert.Equal(["bad"], await entity.Parked());
        Assert.Equal(["a"], await entity.Log());
    }

    [Fact]
    public async Task LateEvents_WhenRoomIsAskedFor_WaitNoLonger()
    {
        var entity = cluster.Entity("late-and-full");
        var late = await Begun(entity, Late(entity.Record(0, "a")));

        cluster.Local.MakeRoom();
        await late;

        Assert.Equal(["a"], await entity.Log());
    }

    [Theory]
    [InlineData("pure")]
    [InlineData("asynchronous")]
    public async Task Event_WhenItIsSkipped_IsDoneWithoutAWrite(string rules)
    {
        var key = "skips-" + rules;
        var entity = rules == "pure" ? cluster.Entity(key) : cluster.AsyncEntity(key);
        await entity.Deliver(entity.Record(0, "a"));
        var writes = cluster.Storage.Writes;

        var outcome = await entity.Deliver(entity.Record(1, "s", "skip"));
        var writesOfSkipped = cluster.Storage.Writes - writes;
        await entity.Deliver(entity.Record(1, "s", "skip"), entity.Record(2, "b", outputs: 1), entity.Record(3, "t", "skip"));
        await entity.Deliver(entity.Record(1, "s", "skip"), entity.Record(2, "b", outputs: 1), entity.Record(3, "t", "skip"));

        Assert.Empty(outcome.Rejected);
        Assert.Equal(0, writesOfSkipped);
        Assert.Equal(1, cluster.Storage.Writes - writes);
        Assert.Equal(["a", "b"], await entity.Log());
        Assert.Equal(["b.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task Event_WhenItIsSkippedInARedrive_IsParkedNoMore()
    {
        var entity = cluster.Entity("skip-parked");
        await entity.Deliver(entity.Record(0, "a"), entity.Record(1, "bad", "reject"), entity.Record(2, "s", "skip"), entity.Record(3, "b"));
        var parked = await entity.Parked();
        entity.Fix("bad");

        await entity.Redrive();
        await entity.WhenLive();

        Assert.Equal(["bad", "s", "b"], parked);
        Assert.Empty(await entity.Parked());
        Assert.Equal(["a", "bad", "b"], await entity.Log());
    }

    [Fact]
    public async Task Read_WhenEventsAreOnTheirWay_SeesWhatIsDurable()
    {
        var entity = cluster.Entity("reads-durable");
        await entity.Deliver(entity.Record(0, "a"));
        var hold = cluster.Storage.HoldWrites(entity.Id);

        var delivery = await Begun(entity, entity.Record(1, "b"));
        var meanwhile = await entity.Log();
        hold.SetResult();
        await delivery;

        Assert.Equal(["a"], meanwhile);
        Assert.Equal(["a", "b"], await entity.Log());
    }

    [Fact]
    public async Task Repeat_WhenWhatItRepeatsIsNotDurable_IsNotAnswered()
    {
        var entity = cluster.Entity("repeat-write");
        var hold = cluster.Storage.HoldWrites(entity.Id);
        var first = await Begun(entity, entity.Record(0, "a"));

        var repeat = await Begun(entity, entity.Record(0, "a"));
        hold.SetResult();
        await Task.WhenAll(first, repeat);

        Assert.Equal(["a"], await entity.Log());
    }

    [Fact]
    public async Task Repeat_WhenOutputsOfWhatItRepeatsAreNotAcknowledged_IsNotAnswered()
    {
        var entity = cluster.Entity("repeat-publish");
        var hold = entity.HoldPublishing();
        var first = await Begun(entity, entity.Record(0, "a", outputs: 1));
        await Eventually.Async(() => entity.PublishedNames.Length == 1, "the output to go out");

        // A later version has nothing to publish, and waits all the same: the repeat may be answered with it.
        var later = await Begun(entity, entity.Record(0, "b", partition: 1));
        var repeat = await Begun(entity, entity.Record(0, "a", outputs: 1));
        await Eventually.Async(() => cluster.Storage.Writes > 0 && !later.IsCompleted && !repeat.IsCompleted, "the answers to wait");
        hold.SetResult();
        await Task.WhenAll(first, later, repeat);

        Assert.Equal(["a.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task Output_WhenALaterVersionIsWrittenBeforeItIsAcknowledged_IsStillInTheState()
    {
        var entity = cluster.Entity("carries");
        var hold = entity.HoldPublishing();
        var writes = cluster.Storage.Writes;
        var first = await Begun(entity, entity.Record(0, "a", outputs: 1));
        await Eventually.Async(() => entity.PublishedNames.Length == 1, "the output to go out");

        var second = await Begun(entity, entity.Record(0, "b", outputs: 1, partition: 1));
        await Eventually.Async(() => entity.PublishedNames.Length == 2, "the next output to go out");
        var pending = (await Stored(entity)).Outputs.Select(output => (output.Origin!.Partition, output.Event.Key![(entity.Topic.Length - 2)..]));
        hold.SetResult();
        await Task.WhenAll(first, second);
        await entity.Deliver(entity.Record(1, "c"));

        Assert.Equal(3, cluster.Storage.Writes - writes);
        Assert.Equal([0, 1], pending.Select(output => output.Partition));
        Assert.Empty((await Stored(entity)).Outputs);
    }

    [Fact]
    public async Task Deliveries_WhenOutputsFail_AllComeAgainAndNothingIsLost()
    {
        var entity = cluster.Entity("fails-all");
        var hold = entity.HoldPublishing();
        entity.FailNextPublish(PublishFault.Before);
        var first = await Begun(entity, entity.Record(0, "a", outputs: 1));
        await Eventually.HoldsAsync(async () => (await entity.Log()).Length == 1, "the first version to be durable");
        var second = await Begun(entity, entity.Record(0, "b", partition: 1));
        hold.SetResult();

        await Assert.ThrowsAnyAsync<Exception>(() => first);
        await ((Task)second).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await entity.Deliver(entity.Record(0, "a", outputs: 1));
        await entity.Deliver(entity.Record(0, "b", partition: 1));

        Assert.Equal(["a.0"], entity.PublishedNames);
        Assert.Equal(["a", "b"], await entity.Log());
        Assert.Equal(1, cluster.Activations.BeganOf("fails-all"));
    }

    [Fact]
    public async Task Output_WhenAnEarlierVersionsFailedMeanwhile_GoesOutBehindIt()
    {
        var entity = cluster.Entity("behind-failed");
        await entity.Deliver(entity.Record(0, "x"));
        var hold = entity.HoldPublishing();
        entity.FailNextPublish(PublishFault.Before);
        var first = await Begun(entity, entity.Record(1, "a", outputs: 1));
        await Eventually.HoldsAsync(async () => (await entity.Log()).Length == 2, "the first version to be durable");
        var holdWrites = cluster.Storage.HoldWrites(entity.Id);
        var second = await Begun(entity, entity.Record(0, "b", outputs: 1, partition: 1));

        hold.SetResult();
        await Assert.ThrowsAnyAsync<Exception>(() => first);
        holdWrites.SetResult();
        await Assert.ThrowsAnyAsync<Exception>(() => second);
        await entity.Deliver(entity.Record(0, "b", outputs: 1, partition: 1));
        await entity.Deliver(entity.Record(1, "a", outputs: 1));

        Assert.Equal(["a.0", "b.0"], entity.PublishedNames);
        Assert.Equal(["x", "a", "b"], await entity.Log());
    }

    [Fact]
    public async Task Delivery_WhenTheDatabaseHangs_IsGivenUpAtItsDeadlineAndEndsTheActivation()
    {
        var entity = cluster.Entity("hangs-write");
        var hold = cluster.Storage.HoldWrites(entity.Id);
        var delivery = await Begun(entity, entity.Record(0, "a"));

        await cluster.PassTimeUntilEnded(delivery);

        await Assert.ThrowsAsync<DeliveryDeferredException>(() => delivery);
        await Eventually.Async(() => cluster.Activations.LiveOf("hangs-write") == 0, "the activation to end");
        hold.SetResult();
    }

    [Fact]
    public async Task Delivery_WhenKafkaHangs_IsGivenUpAtItsDeadlineAndTheNextWaitsForTheSamePublication()
    {
        var entity = cluster.Entity("hangs-publish");
        var hold = entity.HoldPublishing();
        var delivery = await Begun(entity, entity.Record(0, "a", outputs: 1));
        await Eventually.Async(() => entity.PublishedNames.Length == 1, "the output to go out");

        await cluster.PassTimeUntilEnded(delivery);
        await Assert.ThrowsAsync<DeliveryDeferredException>(() => delivery);
        var again = await Begun(entity, entity.Record(0, "a", outputs: 1));
        hold.SetResult();
        await again;

        Assert.Equal(["a.0"], entity.PublishedNames);
        Assert.Equal(1, cluster.Activations.BeganOf("hangs-publish"));
    }

    [Fact]
    public async Task Operator_WhenEventsAreOnTheirWay_HasItsTurnAfterThem()
    {
        var entity = cluster.Entity("operator-turn");
        var hold = cluster.Storage.HoldWrites(entity.Id);
        var delivery = await Begun(entity, entity.Record(0, "a"));

        var operation = entity.Grain.Redrive().AsTask();
        var behind = await Begun(entity, entity.Record(1, "b"));
        hold.SetResult();
        await Task.WhenAll(delivery, operation, behind);

        Assert.Null(await operation);
        Assert.Equal(["a", "b"], await entity.Log());
    }

    [Fact]
    public async Task Batch_WhenTheGrainHasTheEntityForItself_IsTakenAfterIt()
    {
        var entity = cluster.Entity("alone");
        await entity.Deliver(entity.Record(0, "a"));
        var hold = cluster.Storage.HoldWrites(entity.Id);
        var stopping = await Begun(entity, entity.Record(1, "bad", "reject"));

        var isTaken = cluster.Local.TryReceive(entity.Id, Deliveries.Batch(entity.Record(0, "b", partition: 1)), new ReceiveCall(), isWhole: true);
        var behind = await Begun(entity, entity.Record(0, "b", partition: 1));
        hold.SetResult();
        await Task.WhenAll(stopping, behind);

        Assert.False(isTaken);
        Assert.Equal(["bad", "b"], await entity.Parked());
        Assert.Equal(1, cluster.Activations.BeganOf("alone"));
    }

    [Fact]
    public async Task Activation_WhenItEndsWhileEventsAreOnTheirWay_EndsAfterThem()
    {
        var entity = cluster.Entity("ends-after");
        await entity.Deliver(entity.Record(0, "a"));
        var hold = cluster.Storage.HoldWrites(entity.Id);
        var call = new ReceiveCall();
        Assert.True(cluster.Local.TryReceive(entity.Id, Deliveries.Batch(entity.Record(0, "b", partition: 1)), call, isWhole: true));

        await entity.Grain.Leave();
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var live = cluster.Activations.LiveOf("ends-after");
        hold.SetResult();
        await call.Task;

        Assert.Equal(1, live);
        Assert.Equal(["a", "b"], await entity.Log());
    }

    [Fact]
    public async Task Batch_WhenItsEntityIsActiveHere_IsTakenWithoutACall()
    {
        var entity = cluster.Entity("local");
        await entity.Deliver(entity.Record(0, "a"));
        var call = new ReceiveCall();

        var isTaken = cluster.Local.TryReceive(entity.Id, Deliveries.Batch(entity.Record(1, "b", outputs: 1)), call, isWhole: true);
        var outcome = await call.Task;

        Assert.True(isTaken);
        Assert.Empty(outcome.Rejected);
        Assert.Equal(["a", "b"], await entity.Log());
        Assert.Equal(["b.0"], entity.PublishedNames);
    }

    [Theory]
    [InlineData("reject")]
    [InlineData("no-such-rule")]
    public async Task Batch_WhenAnEventInItFails_IsForTheGrainAndWhatWentBeforeItIsAppliedOnce(string what)
    {
        var entity = cluster.Entity("local-" + what);
        await entity.Deliver(entity.Record(0, "a"));
        ReceivedEvent[] batch = [entity.Record(1, "b", outputs: 1), entity.Record(2, "bad", what), entity.Record(3, "c")];

        var isTaken = cluster.Local.TryReceive(entity.Id, Deliveries.Batch(batch), new ReceiveCall(), isWhole: true);
        var outcome = await entity.Deliver(batch);

        Assert.False(isTaken);
        Assert.Equal([1, 2], outcome.Rejected.Select(rejected => rejected.Index));
        Assert.Equal(["a", "b"], await entity.Log());
        Assert.Equal(["bad", "c"], await entity.Parked());
        Assert.Equal(["b.0"], entity.PublishedNames);
    }

    // A delivery that has got as far as it can: it must not be answered by now.
    private static async Task<Task<BatchOutcome>> Begun(TestEntity entity, params ReceivedEvent[] records)
    {
        var delivery = entity.Deliver(records).AsTask();
        await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System);
        Assert.False(delivery.IsCompleted);
        return delivery;
    }

    private ReceivedEvent Late(ReceivedEvent received) => received with { Timestamp = cluster.Time.GetUtcNow() - (LateWrites.LateFactor * LateWriteDelay) };

    private async Task<ProcessingState<TestState>> Stored(TestEntity entity)
    {
        var row = new GrainState<StoredEntity>();
        await cluster.Storage.ReadStateAsync(EventProcessing.StateName, entity.Id, row);
        return new StateCodec<TestState>(cluster.Format).Unpack(row.State!.Packed);
    }
}
