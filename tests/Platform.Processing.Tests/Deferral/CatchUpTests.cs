using static Platform.Processing.Tests.Deliveries;

namespace Platform.Processing.Tests;

/// <summary>What counts as lag, and how long an event has waited without any.</summary>
public sealed class CatchUpTests
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(10);

    [Fact]
    public void Topic_WhenLookedAtOnce_MayLag() => Assert.Null(Look((10, 10)).Since);

    [Fact]
    public void Topic_WhenWhatStoodThereIsFinished_HasNoLagSinceThen() => Assert.Equal(At(1), Look((10, 3), (10, 10)).Since);

    [Fact]
    public void Topic_WhenRecordsGoOnComing_HasNoLagAsLongAsTheOlderOnesAreFinished() =>
        Assert.Equal(At(1), Look((10, 3), (20, 10), (30, 25), (45, 30)).Since);

    [Fact]
    public void Topic_WhenARecordStaysUnfinished_Lags() => Assert.Null(Look((10, 10), (20, 10), (30, 19)).Since);

    [Fact]
    public void Topic_WhenItHasCaughtUpAgain_HasNoLagSinceThenOnly() => Assert.Equal(At(4), Look((10, 10), (10, 10), (20, 10), (20, 15), (21, 20)).Since);

    [Theory]
    [InlineData(null)]
    [InlineData(9L)]
    public void Topic_WhenOneOfItsPartitionsLags_Lags(long? committed)
    {
        PartitionProgress[] partitions = [new(0, 5, 5), new(1, 10, committed)];

        var topic = CatchUp.Unknown.Observe(partitions, At(0)).Observe(partitions, At(1));

        Assert.Null(topic.Since);
    }

    [Fact]
    public void Topic_WhenItGetsAPartition_MayLagUntilThatOneWasLookedAtTwice()
    {
        PartitionProgress[] one = [new(0, 5, 5)];
        PartitionProgress[] two = [.. one, new(1, 0, 0)];

        var before = CatchUp.Unknown.Observe(one, At(0)).Observe(one, At(1));
        var at = before.Observe(two, At(2));
        var after = at.Observe(two, At(3));

        Assert.Equal((At(1), null, At(3)), (before.Since, at.Since, after.Since));
    }

    [Fact]
    public void Topic_WhenNobodyCanTell_MayLagAndIsLookedAtAgain()
    {
        var topic = Look((5, 5), (5, 5)).Observe(null, At(2));

        Assert.Null(topic.Since);
        Assert.Null(topic.Observe([new(0, 5, 5)], At(3)).Since);
    }

    [Theory]
    [InlineData(0, 0, 9, false)]
    [InlineData(0, 0, 10, true)]
    [InlineData(0, 5, 14, false)]
    [InlineData(0, 5, 15, true)]
    [InlineData(5, 0, 14, false)]
    [InlineData(5, 0, 15, true)]
    [InlineData(0, null, 9_999, false)]
    public void Event_WaitsTooLong_OnceItHasWaitedForTheAgeWithoutLag(int since, int? noLagSince, int now, bool isOverdue)
    {
        var overdue = DeferralAges.Overdue([Deferred(At(since), "t")], Age, At(now), (_, _) => noLagSince is { } minute ? At(minute) : null);

        Assert.Equal(isOverdue, overdue is not null);
    }

    [Fact]
    public void Event_WhenItWaitsForTwoTopics_WaitsUntilNeitherLags()
    {
        var deferred = Deferred(At(0), "a", "b");

        Assert.Null(DeferralAges.Overdue([deferred], Age, At(60), (_, topic) => topic == "a" ? At(0) : null));
        Assert.Null(DeferralAges.Overdue([deferred], Age, At(60), (_, topic) => topic == "a" ? At(0) : At(51)));
        Assert.Same(deferred, DeferralAges.Overdue([deferred], Age, At(60), (_, topic) => topic == "a" ? At(0) : At(50)));
    }

    [Fact]
    public void Event_WhenNoTopicOrGroupIsNamed_IsDeferredForEver()
    {
        DeferredEvent[] deferred = [Deferred(At(0)), Deferred(At(0), "t") with { Group = null }];

        Assert.Null(DeferralAges.Overdue(deferred, Age, At(99_999), (_, _) => At(0)));
    }

    [Fact]
    public void Event_WhenAnOlderOneWaitsForATopicThatLags_IsFoundBehindIt()
    {
        DeferredEvent[] deferred = [Deferred(At(0), "lags"), Deferred(At(1), "t")];

        Assert.Same(deferred[1], DeferralAges.Overdue(deferred, Age, At(60), (_, topic) => topic == "t" ? At(0) : null));
    }

    private static CatchUp Look(params (long End, long Committed)[] looks)
    {
        var topic = CatchUp.Unknown;
        for (var i = 0; i < looks.Length; i++)
        {
            topic = topic.Observe([new PartitionProgress(0, looks[i].End, looks[i].Committed)], At(i));
        }

        return topic;
    }

    private static DateTimeOffset At(int minute) => Start.AddMinutes(minute);

    private static DeferredEvent Deferred(DateTimeOffset since, params string[] topics) => new(Event("w"), Group, "in", 0, 1, since, topics);
}
