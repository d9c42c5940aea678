using static Platform.Processing.Tests.Deliveries;

namespace Platform.Processing.Tests;

public sealed class DeferralTests
{
    [Fact]
    public void Events_WhenWhatTheyWaitForComes_AreAppliedAfterItInOrderOfArrival()
    {
        var before = Fold.Of(Fold.Empty, Record(Event("a", "add-when-open"), At(1)), Record(Event("b", "add-when-open"), At(2))).State;

        var fold = Fold.Of(before, Record(Event("o", "open"), At(0, topic: "other")), Record(Event("c", "add-when-open"), At(1, topic: "other")));

        Assert.Equal(["o", "a", "b", "c"], fold.Log);
        Assert.Empty(fold.State.Deferred);
    }

    [Fact]
    public void Outputs_WhenAWaitingEventIsReleased_HangOnTheDeliveryThatReleasedIt()
    {
        var before = Fold.Of(Fold.Empty, Record(Event("a", "add-when-open", outputs: 1), At(77))).State;

        var pending = Fold.Of(before, Record(Event("o", "open"), At(3, topic: "other"))).State.Outputs;

        Assert.Equal(("other", 3L), (Assert.Single(pending).Origin!.Topic, pending[0].Offset));
    }

    [Fact]
    public void Entity_WhileEventsAreDeferred_HasOneRowMarkerUntilNoneIs()
    {
        var first = Fold.Of(Fold.Empty, Record(Event("a", "add-when-open"), At(1)));
        var second = Fold.Of(first.State, Record(Event("b", "add-when-open"), At(2)));
        var released = Fold.Of(second.State, Record(Event("o", "open"), At(3)));
        var live = Fold.Of(released.State, Record(Event("c"), At(4)));

        Assert.Equal(("waits", Start, "in", 1L), (first.Parking!.Quarantine!.ErrorType, first.Parking.Quarantine.Since, first.Parking.Quarantine.Topic, first.Parking.Quarantine.Offset));
        Assert.Null(second.Parking);
        Assert.NotNull(released.Parking);
        Assert.Null(released.Parking.Quarantine);
        Assert.Null(live.Parking);
    }

    [Fact]
    public void Entity_WhenItLeavesQuarantineWithDeferredEvents_HasARowMarkerAgain()
    {
        var before = Fold.Of(Fold.Empty, Record(Event("a", "add-when-open"), At(1)), Record(Event("b", "reject"), At(2)));
        var fold = new BatchFold<TestState>(before.State, Fold.RulesOf(new ProcessingOptions()), null, Start);

        fold.DropAll("told so");

        Assert.Equal("told-so", before.Parking!.Quarantine!.ErrorType);
        Assert.Equal("waits", fold.ToParkingChange(GrainId.Create("test", "1"))!.Quarantine!.ErrorType);
    }

    [Fact]
    public void DropAll_WhenTooManyAreDeferred_DropsThemToo()
    {
        var options = new ProcessingOptions { DeferredCountMax = 2 };
        var before = Fold.Of(Fold.Empty, options, [.. Enumerable.Range(0, 4).Select(n => Record(Event($"e{n}", "add-when-open"), At(n)))]).State;
        var fold = new BatchFold<TestState>(before, Fold.RulesOf(options), null, Start);

        fold.DropAll("told so");

        var change = fold.ToParkingChange(GrainId.Create("test", "1"))!;
        Assert.Equal(4, fold.Tally.Dropped);
        Assert.Empty(fold.ToState().Deferred);
        Assert.Null(fold.Quarantine);
        Assert.Null(change.Quarantine);
        Assert.Equal([("e0", 0L), ("e1", 1L)], change.Add.Select(record => (record.EventId!, record.Offset)));
        Assert.Equal((1L, 4L), (change.Drop!.FirstSequence, change.Drop.LastSequence));
    }

    [Fact]
    public void Event_WhenItsRecordComesAgainWhileItIsDeferred_IsDeferredOnce()
    {
        var options = new ProcessingOptions { RecentIdCount = 0, RecentIdCountMax = 1 };
        var before = Fold.Of(Fold.Empty, options, Record(Event("a", "add-when-open"), At(1)), Record(Event("b"), At(2))).State;

        var fold = Fold.Of(before, options, Record(Event("a", "add-when-open"), At(1)), Record(Event("a", "add-when-open"), At(3)));

        Assert.Single(fold.State.Deferred);
        Assert.Equal((1, 1), (fold.Tally.DuplicatesByPosition, fold.Tally.DuplicatesById));
    }

    [Fact]
    public void Event_WhenAsManyWaitAsMay_IsParked()
    {
        var options = new ProcessingOptions { DeferredCountMax = 2 };
        var records = Enumerable.Range(0, 3).Select(n => Record(Event($"e{n}", "add-when-open"), At(n))).ToArray();

        var fold = Fold.Of(Fold.Empty, options, records);

        var rejected = Assert.Single(fold.Rejected);
        Assert.Equal((2, "waiting-limit", 1L), (rejected.Index, rejected.ErrorType, rejected.Sequence));
        Assert.True(fold.State.Quarantine!.EndsByItself);
        Assert.Equal(2, fold.State.Deferred.Length);
    }

    [Fact]
    public void Event_WhenItsRulesThrowOnItsTurn_QuarantinesItsEntityBeforeTheOthersOvertakeIt()
    {
        var before = Fold.Of(Fold.Empty, Record(Event("a", "throw-when-open"), At(1)), Record(Event("b", "add-when-open"), At(2))).State;

        var fold = Fold.Of(before, Record(Event("o", "open"), At(3)), Record(Event("c"), At(4)));

        Assert.Equal(["o"], fold.Log);
        Assert.Equal(["a", "b"], fold.State.Deferred.Select(deferred => deferred.Event.Id));
        Assert.Equal(("a", true, 1L), (fold.State.Quarantine!.EventId, fold.State.Quarantine.IsOfDeferredEvent, fold.State.Quarantine.Parked));
        Assert.Equal(1, Assert.Single(fold.Rejected).Index);
    }

    [Fact]
    public void Event_WhenItsRulesThrowOnItsTurnAndFailuresAreDeadLetters_StaysDeferredAndTheOthersAreApplied()
    {
        var before = Fold.Lenient(Fold.Empty, Record(Event("a", "throw-when-open"), At(1)), Record(Event("b", "add-when-open"), At(2))).State;

        var fold = Fold.Lenient(before, Record(Event("o", "open"), At(3)));

        Assert.Equal(["o", "b"], fold.Log);
        Assert.Equal("a", Assert.Single(fold.State.Deferred).Event.Id);
        Assert.NotEmpty(fold.Tally.DeferredFailures);
        Assert.Empty(fold.Rejected);
    }
}
