using Orleans.Streaming.Kafka;

namespace Platform.Processing.Tests;

/// <summary>Rules that ask others: the deadline, what is thrown, what hangs, and what is tried again how often.</summary>
[Collection(TestCollection.Name)]
public sealed class HandlerTests(TestCluster cluster)
{
    private const int AttemptsMax = 5;

    [Fact]
    public async Task Handler_WhenItOutlastsTheDeadline_IsCancelledAndItsDeliveryComesAgain()
    {
        var entity = cluster.AsyncEntity("cancelled");
        var calls = 0;
        cluster.Actions.Script(entity.EventId("b"), cancellation =>
        {
            Interlocked.Increment(ref calls);
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        });
        var delivery = entity.Deliver(entity.Record(0, "a"), entity.Record(1, "b"), entity.Record(2, "c")).AsTask();
        await Eventually.Async(() => Volatile.Read(ref calls) == 1, "the handler to begin");

        await cluster.PassTimeUntilEnded(delivery);
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => delivery);
        var meanwhile = await entity.Log();
        cluster.Actions.Forget(entity.EventId("b"));
        await entity.Deliver(entity.Record(0, "a"), entity.Record(1, "b"), entity.Record(2, "c"));

        Assert.Equal(FailureKind.Transient, new FailureClassifier().Classify(exception));
        Assert.Equal(["a"], meanwhile);
        Assert.Equal(["a", "b", "c"], await entity.Log());
        Assert.Equal(1, cluster.Activations.BeganOf("cancelled"));
    }

    [Fact]
    public async Task Handler_WhenItGoesOnAfterItsCancellation_IsAbandonedAndItsLateResultChangesNothing()
    {
        var entity = cluster.AsyncEntity("abandoned");
        var (delivery, late) = await HangingDelivery(entity, "a");

        await cluster.PassTimeUntilEnded(delivery);
        await Assert.ThrowsAsync<DeliveryDeferredException>(() => delivery);
        late.SetResult();
        await Eventually.Async(() => cluster.Actions.Done.Contains(entity.EventId("a")), "the late handler to end");
        var afterwards = await entity.Log();
        cluster.Actions.Forget(entity.EventId("a"));
        await entity.Deliver(entity.Record(0, "a"));

        Assert.Empty(afterwards);
        Assert.Equal(["a"], await entity.Log());
    }

    [Fact]
    public async Task Batch_WhenItComesAgainWhileItsHandlerRuns_WaitsForItAndChangesNothing()
    {
        var entity = cluster.AsyncEntity("copied");
        var (delivery, running) = await HangingDelivery(entity, "a");

        var copy = entity.Deliver(entity.Record(0, "a"), entity.Record(1, "b")).AsTask();
        var hadToWait = !copy.IsCompleted;
        running.SetResult();
        await delivery;
        await copy;

        Assert.True(hadToWait);
        Assert.Equal(["a", "b"], await entity.Log());
        Assert.Single(cluster.Actions.Done, id => id == entity.EventId("a"));
    }

    [Fact]
    public async Task Entity_WhenAHandlerHangs_LetsReadsInAtOnceAndOperatorsAfterTheDeadline()
    {
        var entity = cluster.AsyncEntity("busy");
        await entity.Deliver(entity.Record(0, "a"));
        var (delivery, late) = await HangingDelivery(entity, "b", offset: 1);

        var read = await entity.Log();
        var operation = entity.Grain.Redrive().AsTask();
        var hadToWait = !operation.IsCompleted;
        await cluster.PassTimeUntilEnded(delivery);
        var answer = await operation;
        late.SetResult();

        Assert.Equal(["a"], read);
        Assert.True(hadToWait);
        Assert.Null(answer);
        await Assert.ThrowsAsync<DeliveryDeferredException>(() => delivery);
    }

    [Fact]
    public async Task Event_WhenItsHandlerHangsTooOften_QuarantinesItsEntity()
    {
        var entity = cluster.AsyncEntity("hangs");
        for (var attempt = 1; attempt < AttemptsMax; attempt++)
        {
            var (delivery, _) = await HangingDelivery(entity, "a");
            await cluster.PassTimeUntilEnded(delivery);
            await Assert.ThrowsAsync<DeliveryDeferredException>(() => delivery);
        }

        var (last, _) = await HangingDelivery(entity, "a");
        await cluster.PassTimeUntilEnded(last);

        Assert.Equal("handler-failed", Assert.Single((await last).Rejected).ErrorType);
        Assert.Equal(["a"], await entity.Parked());
    }

    [Fact]
    public async Task Event_WhenItsHandlerKeepsItsThreadBeyondTheDeadline_CountsAsHanging()
    {
        var entity = cluster.AsyncEntity("blocks");
        cluster.Actions.Script(entity.EventId("a"), _ =>
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(6));
            return Task.CompletedTask;
        });

        var outcomes = await DeliverOften(entity, AttemptsMax - 1, entity.Record(0, "a"));
        var last = await entity.Deliver(entity.Record(0, "a"));

        Assert.All(outcomes, exception => Assert.IsType<DeliveryDeferredException>(exception));
        Assert.Single(last.Rejected);
        Assert.Empty(await entity.Log());
    }

    [Fact]
    public async Task Event_WhenNobodyClassifiedItsFailure_IsTriedFiveTimesAndThenQuarantinesItsEntity()
    {
        var entity = cluster.AsyncEntity("unclassified");
        cluster.Actions.Script(entity.EventId("b"), _ => throw new InvalidOperationException("Who knows."));
        ReceivedEvent[] batch = [entity.Record(0, "a"), entity.Record(1, "b"), entity.Record(2, "c")];

        var outcomes = await DeliverOften(entity, AttemptsMax - 1, batch);
        var last = await entity.Deliver(batch);

        Assert.All(outcomes, exception => Assert.IsType<InvalidOperationException>(exception));
        Assert.Equal(["handler-failed", "entity-quarantined"], last.Rejected.Select(rejected => rejected.ErrorType));
        Assert.Equal(["a"], await entity.Log());
    }

    [Fact]
    public async Task Event_WhenItsFailureIsTransient_IsTriedForAsLongAsItTakes()
    {
        var entity = cluster.AsyncEntity("transient");
        cluster.Actions.Script(entity.EventId("a"), _ => throw new IOException("The service is away."));

        var outcomes = await DeliverOften(entity, 3 * AttemptsMax, entity.Record(0, "a"));
        cluster.Actions.Forget(entity.EventId("a"));
        await entity.Deliver(entity.Record(0, "a"));

        Assert.All(outcomes, exception => Assert.IsType<IOException>(exception));
        Assert.Equal(["a"], await entity.Log());
    }

    [Theory]
    [InlineData("by-default", typeof(FormatException))]
    [InlineData("by-option", typeof(InvalidTimeZoneException))]
    public async Task Event_WhenItsFailureIsPermanent_QuarantinesItsEntityAtOnce(string how, Type failure)
    {
        var entity = cluster.AsyncEntity("permanent-" + how);
        cluster.Actions.Script(entity.EventId("a"), _ => throw (Exception)Activator.CreateInstance(failure, "The text is bad.")!);

        var outcome = await entity.Deliver(entity.Record(0, "a"));

        Assert.Equal("handler-failed", Assert.Single(outcome.Rejected).ErrorType);
    }

    [Fact]
    public async Task Failures_WhenTheEventSucceedsBetweenThem_AreCountedAgain()
    {
        var entity = cluster.AsyncEntity("counted-again");
        cluster.Actions.Script(entity.EventId("w"), _ => Task.CompletedTask);
        await entity.Deliver(entity.Record(0, "w", "add-when-open"));
        Throw(entity, "w");
        await DeliverOften(entity, AttemptsMax - 1, entity.Record(0, "x", partition: 1));
        cluster.Actions.Forget(entity.EventId("w"));
        await entity.Deliver(entity.Record(0, "x", partition: 1));
        Throw(entity, "w");

        var outcomes = await DeliverOften(entity, AttemptsMax - 1, entity.Record(1, "y", partition: 1));

        Assert.Equal(AttemptsMax - 1, outcomes.Count);
        Assert.Null(await entity.Quarantine());
    }

    [Fact]
    public async Task WaitingEvent_WhenItsRulesFailOnItsTurn_IsTriedFiveTimesAndThenQuarantinesItsEntity()
    {
        var entity = cluster.AsyncEntity("waiting-unclassified");
        await entity.Deliver(entity.Record(0, "w", "add-when-open"));
        Throw(entity, "w");
        var opening = entity.Record(0, "o", "open", partition: 1);

        var outcomes = await DeliverOften(entity, AttemptsMax - 1, opening);
        await entity.Deliver(opening);

        Assert.All(outcomes, exception => Assert.IsType<InvalidOperationException>(exception));
        Assert.Equal(["o"], await entity.Log());
        Assert.Equal(("handler-failed", entity.EventId("w")), ((await entity.Quarantine())!.ErrorType, (await entity.Quarantine())!.EventId));
    }

    private void Throw(TestEntity entity, string name) =>
        cluster.Actions.Script(entity.EventId(name), _ => throw new InvalidOperationException("Who knows."));

    private static async Task<List<Exception>> DeliverOften(TestEntity entity, int times, params ReceivedEvent[] batch)
    {
        var exceptions = new List<Exception>();
        for (var attempt = 0; attempt < times; attempt++)
        {
            exceptions.Add(await Assert.ThrowsAnyAsync<Exception>(async () => await entity.Deliver(batch)));
        }

        return exceptions;
    }

    // A delivery whose handler has begun and ends only when the source does.
    private async Task<(Task<BatchOutcome> Delivery, TaskCompletionSource End)> HangingDelivery(TestEntity entity, string name, int offset = 0)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hasBegun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Actions.Script(entity.EventId(name), _ =>
        {
            hasBegun.SetResult();
            return end.Task;
        });
        var delivery = entity.Deliver(entity.Record(offset, name)).AsTask();
        await Eventually.Async(() => hasBegun.Task.IsCompleted, "the handler to begin");
        return (delivery, end);
    }
}
