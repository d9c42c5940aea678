using Orleans.Streaming.Kafka;
using Platform.Events;
using static Platform.Processing.Tests.Deliveries;

namespace Platform.Processing.Tests;

/// <summary>What a fold parks and why.</summary>
public sealed class QuarantineFoldTests
{
    [Theory]
    [InlineData("reject", "told-so")]
    [InlineData("no-such-rule", "handler-failed")]
    public void Event_WhenItFailsForGood_IsParkedWithAllBehindIt(string what, string errorType)
    {
        var fold = Fold.Of(Fold.Empty, Record(Event("a", outputs: 1), At(1)), Record(Event("b", what), At(2)), Record(Event("c"), At(4)));

        Assert.Equal(["a"], fold.Log);
        Assert.Equal([(1, errorType, 1L), (2, "entity-quarantined", 2L)], fold.Rejected.Select(rejected => (rejected.Index, rejected.ErrorType, rejected.Sequence!.Value)));
        var quarantine = fold.State.Quarantine!;
        Assert.Equal((errorType, "b", "test." + what, "in", 0, 2L), (quarantine.ErrorType, quarantine.EventId, quarantine.EventType, quarantine.Topic, quarantine.Partition, quarantine.Offset));
        Assert.Equal((Start, 1L, 2L, false), (quarantine.Since, quarantine.Next, quarantine.Parked, quarantine.IsRedriving));
        Assert.Single(fold.State.Outputs);
    }

    [Fact]
    public void Marks_WhenEventsAreParked_AreReceivedAndNotApplied()
    {
        var fold = Fold.Of(Fold.Empty, Record(Event("a"), At(1)), Record(Event("b", "reject"), At(2)), Record(Event("c"), At(4)));

        var position = Assert.Single(fold.State.Positions);
        Assert.Equal((4L, 1L), (position.Received, position.Applied));
    }

    [Fact]
    public void Event_WhenItsTopicGivesUpTheOrderOfFailedOnes_GoesToTheDeadLettersAndItsEntityGoesOn()
    {
        var options = new ProcessingOptions { DeferredCountMax = 0, FailedEvents = { ["in"] = FailurePolicy.DeadLetter } };
        var unreadable = Record(Event("u"), At(2)) with { Value = new UnreadableEvent("unknown-version", "The event version is 9.0.", "order.created", "42") };

        var fold = Fold.Of(Fold.Empty, options, Record(Event("a", "reject"), At(1)), unreadable, Record(Event("w", "add-when-open"), At(3)), Record(Event("b"), At(4)));

        Assert.Equal(["b"], fold.Log);
        Assert.Equal([(0, "told-so", null), (1, "unknown-version", null), (2, "waiting-limit", (long?)null)], fold.Rejected.Select(rejected => (rejected.Index, rejected.ErrorType, rejected.Sequence)));
        Assert.Null(fold.State.Quarantine);
    }

    [Theory]
    [InlineData(null, "others", false)]
    [InlineData(null, "in", true)]
    [InlineData(FailurePolicy.Quarantine, "in", false)]
    [InlineData(FailurePolicy.DeadLetter, "others", true)]
    public void FailedEvents_AreTheTopicsMatterUnlessTheGrainSays(FailurePolicy? ofGrain, string topic, bool isDeadLetter)
    {
        var options = new ProcessingOptions { FailedEvents = { ["in"] = FailurePolicy.DeadLetter } };

        var fold = Fold.Of(Fold.Empty, options, ofGrain, Record(Event("a", "reject"), At(1, topic)));

        Assert.Equal(isDeadLetter, fold.State.Quarantine is null);
        Assert.Equal(isDeadLetter, Assert.Single(fold.Rejected).Sequence is null);
    }

    [Fact]
    public void Event_WhenItsEntityIsInQuarantine_IsParkedFromATopicThatGivesUpOrderToo()
    {
        var options = new ProcessingOptions { FailedEvents = { ["other"] = FailurePolicy.DeadLetter } };
        var before = Fold.Of(Fold.Empty, options, Record(Event("a", "reject"), At(1))).State;

        var fold = Fold.Of(before, options, Record(Event("b", "reject"), At(7, "other", 3)));

        Assert.Equal((2L, "entity-quarantined"), (Assert.Single(fold.Rejected).Sequence, fold.Rejected[0].ErrorType));
    }

    [Fact]
    public void Event_WhenItsEntityIsInQuarantine_IsParkedFromEveryPartition()
    {
        var before = Fold.Of(Fold.Empty, Record(Event("a", "reject"), At(1))).State;

        var fold = Fold.Of(before, Record(Event("b"), At(7, "other", 3)));

        Assert.Empty(fold.Log);
        Assert.Equal((2L, "entity-quarantined"), (Assert.Single(fold.Rejected).Sequence, fold.Rejected[0].ErrorType));
        Assert.Equal(("a", 2L), (fold.State.Quarantine!.EventId, fold.State.Quarantine.Parked));
    }

    [Fact]
    public void Record_WhenParked_KeepsItsBytesHeadersAndPlace()
    {
        var fold = new ParkingFold(null, 41, Start, Group);
        var received = Record(Event("a", "reject"), At(9, "t", 2, epoch: 5), TimeSpan.FromMinutes(3));
        fold.Stop(new EventFailure("e", "text"), (Event)received.Value, received.Position, isDeferredEvent: false);

        fold.Park(received, (Event)received.Value, new EventFailure("e", "text"));

        var parked = Assert.Single(fold.Added);
        Assert.Same(received.Raw!.Value, parked.Value);
        Assert.Same(received.Raw.Headers, parked.Headers);
        Assert.Equal((42L, "t", TopicId, 2, 9L, 5), (parked.Sequence, parked.Topic, parked.TopicId, parked.Partition, parked.Offset, parked.LeaderEpoch));
        Assert.Equal((received.Key, received.Timestamp, "a", "test.reject"), (parked.Key, parked.Timestamp, parked.EventId, parked.EventType));
    }

    [Fact]
    public void Record_WhenItCameWithoutItsBytes_IsNotParked()
    {
        var record = Record(Event("a", "reject"), At(1)) with { Raw = null };

        Assert.Throws<InvalidOperationException>(() => Fold.Of(Fold.Empty, record));
    }

    [Fact]
    public void Event_WhenItCannotBeRead_QuarantinesItsEntity()
    {
        var record = Record(Event("a"), At(1)) with { Value = new UnreadableEvent("unknown-version", "The event version is 2.0.", "order.created", "42") };

        var fold = Fold.Of(Fold.Empty, record, Record(Event("b"), At(2)));

        Assert.Empty(fold.Log);
        Assert.Equal(("unknown-version", null), (fold.State.Quarantine!.ErrorType, fold.State.Quarantine.EventId));
        Assert.Equal(2, fold.Rejected.Length);
    }

    [Fact]
    public void Repeat_WhenItsEntityIsInQuarantine_IsDroppedByItsIdOrPosition()
    {
        var before = Fold.Of(Fold.Empty, Record(Event("a"), At(1)), Record(Event("b", "reject"), At(2))).State;

        var fold = Fold.Of(before, Record(Event("b", "reject"), At(2)), Record(Event("a"), At(3)));

        Assert.Equal((1, 1, 0), (fold.Tally.DuplicatesByPosition, fold.Tally.DuplicatesById, fold.Tally.Parked));
        var position = Assert.Single(fold.State.Positions);
        Assert.Equal((3L, 1L), (position.Received, position.Applied));
    }

    [Fact]
    public void WaitedForEvent_WhenTooManyWait_EndsTheQuarantineByItself()
    {
        var before = Crowded(out var options);

        var fold = Fold.Of(before, options, Record(Event("o", "open", outputs: 1), At(0, "creations")), Record(Event("p"), At(1, "creations")));

        Assert.Equal(["o", "w0", "w1"], fold.Log);
        Assert.True(fold.State.Quarantine!.IsRedriving);
        Assert.Equal((2, 1), (Assert.Single(fold.Rejected).Sequence, fold.Tally.Parked));
        Assert.Equal("creations", fold.State.Outputs[0].Origin!.Topic);
    }

    [Fact]
    public void WaitedForEvent_WhenRecordsOfItsPartitionAreParkedBeforeIt_DoesNotOvertakeThem()
    {
        var before = Fold.Of(Crowded(out var options), options, Record(Event("x", "add-when-open"), At(0, "creations"))).State;

        var fold = Fold.Of(before, options, Record(Event("o", "open"), At(1, "creations")));

        Assert.Empty(fold.Log);
        Assert.False(fold.State.Quarantine!.IsRedriving);
        Assert.Equal(3, fold.State.Quarantine.Parked);
    }

    [Theory]
    [InlineData("add-when-open")]
    [InlineData("ignore")]
    [InlineData("reject")]
    public void OtherEvent_WhenTooManyWait_IsParked(string what)
    {
        var fold = Fold.Of(Crowded(out var options), options, Record(Event("x", what), At(0, "others")));

        Assert.Equal((1, "waiting-limit"), (fold.Tally.Parked, fold.State.Quarantine!.ErrorType));
        Assert.Empty(fold.Tally.Ignored);
    }

    // Two events wait, the third is parked.
    private static ProcessingState<TestState> Crowded(out ProcessingOptions options)
    {
        options = new ProcessingOptions { DeferredCountMax = 2 };
        ReceivedEvent[] records = [.. Enumerable.Range(0, 3).Select(n => Record(Event($"w{n}", "add-when-open"), At(n)))];
        return Fold.Of(Fold.Empty, options, records).State;
    }
}
