using static Platform.Processing.Tests.Deliveries;

namespace Platform.Processing.Tests;

public sealed class RecentIdTests
{
    [Fact]
    public void Event_WhenItsIdComesAtAnotherPosition_IsADuplicateWhosePositionIsWritten()
    {
        var before = Fold.Of(Fold.Empty, Record(Event("a"), At(1))).State;

        var fold = Fold.Of(before, Record(Event("a"), At(2)));

        Assert.Equal(["a"], fold.Log);
        Assert.Equal(1, fold.Tally.DuplicatesById);
        Assert.True(fold.IsChanged);
        Assert.Equal(2, Assert.Single(fold.State.Positions).Received);
    }

    [Fact]
    public void Repeat_WhenItComesAgainAfterItsIdWasForgotten_IsStillARepeat()
    {
        var options = new ProcessingOptions { RecentIdCount = 0, RecentIdCountMax = 1 };
        var before = Fold.Of(Fold.Empty, options, Record(Event("a"), At(1))).State;
        var repeated = Fold.Of(before, options, Record(Event("a"), At(2)));
        var durable = repeated.IsChanged ? repeated.State : before;
        var later = Fold.Of(durable, options, Record(Event("b"), At(0, topic: "other"))).State;

        var fold = Fold.Of(later, options, Record(Event("a"), At(2)));

        Assert.Equal(["a", "b"], fold.Log);
        Assert.Equal(1, fold.Tally.DuplicatesByPosition);
    }

    [Fact]
    public void Event_WhenItsIdComesTwiceInOneBatch_IsAppliedOnce()
    {
        var fold = Fold.Of(Fold.Empty, Record(Event("a"), At(1)), Record(Event("a"), At(2)));

        Assert.Equal(["a"], fold.Log);
    }

    [Fact]
    public void Event_WhenAnotherTypeHasItsId_IsNew()
    {
        var fold = Fold.Of(Fold.Empty, Record(Event("a", "add"), At(1)), Record(Event("a", "open"), At(2)));

        Assert.Equal(["a", "a"], fold.Log);
    }

    [Fact]
    public void Window_WhenIdsAreYoungerThanTheAge_KeepsMoreThanTheCount()
    {
        var options = new ProcessingOptions { RecentIdCount = 2, RecentIdAge = TimeSpan.FromMinutes(10) };
        var records = Enumerable.Range(0, 50).Select(n => Record(Event($"e{n}"), At(n), TimeSpan.FromSeconds(12 * n))).ToArray();
        var before = Fold.Of(Fold.Empty, options, records).State;

        var fold = Fold.Of(before, options, Record(Event("e0"), At(100), TimeSpan.FromSeconds(600)));

        Assert.Equal(1, fold.Tally.DuplicatesById);
        Assert.Equal(0, fold.ForcedEvictions);
    }

    [Fact]
    public void Window_WhenIdsAreOlderThanTheAge_KeepsTheCount()
    {
        var options = new ProcessingOptions { RecentIdCount = 2, RecentIdAge = TimeSpan.FromMinutes(10) };
        var before = Fold.Of(Fold.Empty, options, Record(Event("a"), At(1)), Record(Event("b"), At(2)), Record(Event("c"), At(3))).State;

        var fold = Fold.Of(before, options, Record(Event("d"), At(4), TimeSpan.FromMinutes(11)));

        Assert.Equal(2 * 20, fold.State.RecentIds.Length);
        Assert.Equal(0, fold.ForcedEvictions);
    }

    [Fact]
    public void Window_WhenAnOldRecordComesLate_MeasuresAgainstTheNewestSeen()
    {
        var options = new ProcessingOptions { RecentIdCount = 1, RecentIdAge = TimeSpan.FromMinutes(10) };
        var before = Fold.Of(Fold.Empty, options, Record(Event("a"), At(1), TimeSpan.FromMinutes(9)), Record(Event("b"), At(2), TimeSpan.FromMinutes(9))).State;

        var fold = Fold.Of(before, options, Record(Event("late"), At(3)), Record(Event("a"), At(4)));

        Assert.Equal(1, fold.Tally.DuplicatesById);
    }

    [Fact]
    public void Window_WhenMoreThanTheMaximumAreYoung_ForgetsTheOldestAndCountsIt()
    {
        var options = new ProcessingOptions { RecentIdCount = 1, RecentIdCountMax = 3 };
        var before = Fold.Of(Fold.Empty, options, Record(Event("a"), At(1)), Record(Event("b"), At(2)), Record(Event("c"), At(3))).State;

        var fold = Fold.Of(before, options, Record(Event("d"), At(4)), Record(Event("a"), At(5)), Record(Event("d"), At(6)));

        Assert.Equal(["a", "b", "c", "d", "a"], fold.Log);
        Assert.Equal(2, fold.ForcedEvictions);
    }

    [Fact]
    public void Window_WhenATimestampIsUnknown_StillRemembersTheId()
    {
        var noTime = Record(Event("a"), At(1)) with { Timestamp = DateTimeOffset.UnixEpoch.AddMilliseconds(-1) };

        var fold = Fold.Of(Fold.Empty, noTime, Record(Event("b"), At(2)), Record(Event("a"), At(3)));

        Assert.Equal(["a", "b"], fold.Log);
    }

    [Fact]
    public void Fold_WhenItAddsIds_LeavesTheDurableWindowAsItWas()
    {
        var before = Fold.Of(Fold.Empty, Record(Event("a"), At(1))).State;
        var copy = before.RecentIds.ToArray();

        _ = Fold.Of(before, new ProcessingOptions { RecentIdCount = 0, RecentIdCountMax = 1 }, Record(Event("b"), At(2)), Record(Event("c"), At(3)));

        Assert.Equal(copy, before.RecentIds);
    }
}
