using CsCheck;
using Orleans.Streaming.Kafka;
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
    public void Window_WhenIdsAreOlderThanTheAge_KeepsTheCountAndATime()
    {
        var options = new ProcessingOptions { RecentIdCount = 20, RecentIdAge = TimeSpan.FromMinutes(10) };
        var before = Fold.Of(Fold.Empty, options, Many("old", 20, 0)).State;

        var fold = Fold.Of(before, options, Many("new", 20, 21, firstOffset: 20));

        Assert.Equal(21 * 20, fold.State.RecentIds.Length);
        Assert.Equal(0, fold.ForcedEvictions);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(60 * 24 * 365)]
    public void Window_WhenOneRecordIsStampedAhead_StillKnowsTheOthers(int minutes)
    {
        var before = Fold.Of(Fold.Empty, Many("p", 64, 0)).State;
        var early = Fold.Of(before, Record(Event("p65"), At(64), TimeSpan.FromMinutes(minutes))).State;

        var fold = Fold.Of(early, Record(Event("p0"), At(65)), Record(Event("p65"), At(66)));

        Assert.Equal(65, fold.Log.Length);
        Assert.Equal(2, fold.Tally.DuplicatesById);
    }

    [Fact]
    public void Window_WhenOneOfTwoProducersIsAhead_KeepsTheIdsOfBoth()
    {
        var records = Enumerable.Range(0, 400).Select(n => Record(Event($"e{n}"), At(n), TimeSpan.FromSeconds(n) + (n % 10 == 0 ? TimeSpan.Zero : TimeSpan.FromHours(1)))).ToArray();
        var before = Fold.Of(Fold.Empty, records).State;

        var fold = Fold.Of(before, Enumerable.Range(0, 400).Select(n => Record(Event($"e{n}"), At(400 + n), TimeSpan.FromSeconds(400 + n))).ToArray());

        Assert.Equal(400, fold.Tally.DuplicatesById);
    }

    [Fact]
    public void Event_WhenIdsOfItsTimeWereForgotten_IsParkedAndNotAppliedAgain()
    {
        var before = Forgetful();

        var fold = Fold.Of(before, Record(Event("old3"), At(1_000)), Record(Event("later"), At(1_001), TimeSpan.FromHours(1)));

        Assert.Equal(before.Entity!.Log, fold.Log);
        Assert.Equal([(0, "may-be-a-repeat", 1L), (1, "entity-quarantined", 2L)], fold.Rejected.Select(rejected => (rejected.Index, rejected.ErrorType, rejected.Sequence!.Value)));
        Assert.Equal("old3", fold.State.Quarantine!.EventId);
    }

    [Fact]
    public void Event_WhenItComesWithinTheAgeOfTheLastOnes_IsNew()
    {
        var fold = Fold.Of(Forgetful(), Record(Event("b"), At(1_000), TimeSpan.FromMinutes(51)));

        Assert.Equal("b", fold.Log[^1]);
        Assert.Null(fold.State.Quarantine);
    }

    [Fact]
    public void Copy_HoweverLateItComes_IsNeverAppliedAgain() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[-1_500, 1_500], Gen.Int[0, 500], Gen.Int[0, 600]).Sample((producer, skew, original, delay) =>
        {
            // Four producers, one of which has a clock of its own; an event a second for half an hour, and then a copy of one of them.
            DateTimeOffset TimeOf(int n) => Start.AddSeconds(10_000 + n + (n % 4 == producer ? skew : 0));
            var window = new RecentIdWindow([], new RecentIdLimits(64, 4_096, TimeSpan.FromMinutes(10)));
            for (var n = 0; n < 1_800; n++)
            {
                window.Add(EventHash.Of("test.add", $"e{n}"), TimeOf(n));
            }

            var again = new RecentIdWindow(window.Pack(), new RecentIdLimits(64, 4_096, TimeSpan.FromMinutes(10)));

            return again.Contains(EventHash.Of("test.add", $"e{original}")) || again.MayHaveForgotten(TimeOf(original).AddSeconds(delay));
        });

    [Fact]
    public void EntityWithVeryManyEvents_WhenOneComesInTime_GoesOn()
    {
        var options = new ProcessingOptions { RecentIdCount = 16, RecentIdCountMax = 32 };

        var fold = Fold.Of(Fold.Empty, options, Many("e", 500, 30));

        Assert.Equal(500, fold.Log.Length);
        Assert.Equal(468, fold.ForcedEvictions);
        Assert.Equal("may-be-a-repeat", Fold.Of(fold.State, options, Record(Event("frozen"), At(1_000))).State.Quarantine?.ErrorType);
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

    // Ids of the first minute were forgotten, those of the hour after it are known.
    private static ProcessingState<TestState> Forgetful() =>
        Fold.Of(Fold.Of(Fold.Empty, Many("old", 64, 0)).State, Many("new", 64, 60, firstOffset: 64)).State;

    private static ReceivedEvent[] Many(string name, int count, int minutes, int firstOffset = 0) =>
        [.. Enumerable.Range(0, count).Select(n => Record(Event($"{name}{n}"), At(firstOffset + n), TimeSpan.FromMinutes(minutes)))];

    [Fact]
    public void Fold_WhenItAddsIds_LeavesTheDurableWindowAsItWas()
    {
        var before = Fold.Of(Fold.Empty, Record(Event("a"), At(1))).State;
        var copy = before.RecentIds.ToArray();

        _ = Fold.Of(before, new ProcessingOptions { RecentIdCount = 0, RecentIdCountMax = 1 }, Record(Event("b"), At(2)), Record(Event("c"), At(3)));

        Assert.Equal(copy, before.RecentIds);
    }
}
