namespace Orleans.Streaming.Kafka.Tests.Consuming;

public sealed class StallDetectorTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly StallDetector _detector = new(Timeout);
    private readonly object _assignment = new();
    private readonly object _next = new();

    [Fact]
    public void IsStalled_WhenThereAreRecordsAndNoneIsRead_AfterTheTimeout()
    {
        var stalledAt = FirstStallAt(next: _ => 10, held: _ => false, end: _ => 11);

        // A suspect after a quarter of the timeout, and a whole one with records in sight.
        Assert.Equal(75, stalledAt);
    }

    [Fact]
    public void IsStalled_WhenThePartitionIsIdle_Never() =>
        Assert.Null(FirstStallAt(next: _ => 10, held: _ => false, end: _ => 10));

    [Fact]
    public void IsStalled_WhenItIsSlowButReads_Never() =>
        Assert.Null(FirstStallAt(next: second => second / 50, held: _ => false, end: _ => 1_000_000));

    [Fact]
    public void IsStalled_WhenWeHoldIt_Never() =>
        Assert.Null(FirstStallAt(next: _ => 10, held: _ => true, end: _ => 1_000));

    [Fact]
    public void IsStalled_WhenTheLogEndCantBeLearned_Never() =>
        Assert.Null(FirstStallAt(next: _ => 10, held: _ => false, end: _ => null));

    [Fact]
    public void IsStalled_WhenARecordComesAfterAnIdleHour_CountsFromThen()
    {
        var stalledAt = FirstStallAt(next: _ => 10, held: _ => false, end: second => second < 3_600 ? 10 : 11, seconds: 4_000);

        Assert.Equal(3_660, stalledAt);
    }

    [Fact]
    public void Look_WhenThePartitionIsAssignedAgain_CountsFromThen()
    {
        FirstStallAt(next: _ => 10, held: _ => false, end: _ => 11, seconds: 70);

        var suspects = _detector.Look(TimeSpan.FromSeconds(71), [new PartitionView(new object(), "t[0]", 10, IsHeld: false)]);

        Assert.Empty(suspects);
    }

    [Fact]
    public void IsUnsettled_AfterAStall_UntilAnotherAssignmentReadsBeyondWhereItStood()
    {
        FirstStallAt(next: _ => 10, held: _ => false, end: _ => 11);
        Assert.True(_detector.IsUnsettled);

        // Read again from what was committed, up to where the old one stood.
        Look(700, next: 5, end: 11);
        Look(701, next: 10, end: 11);
        Assert.True(_detector.IsUnsettled);
        Look(702, next: 11, end: 11);

        Assert.False(_detector.IsUnsettled);
    }

    [Fact]
    public void IsUnsettled_WhenThereIsNothingMoreToRead_Ends()
    {
        FirstStallAt(next: _ => 10, held: _ => false, end: _ => 11);

        // The record it stood before is gone.
        Look(700, next: 10, end: 10);
        Look(701, next: 10, end: 10);

        Assert.False(_detector.IsUnsettled);
    }

    [Fact]
    public void IsUnsettled_WhenThePartitionIsAnothers_Ends()
    {
        _detector.Stall([new PartitionView(_assignment, "t[0]", 10, IsHeld: false), new PartitionView(_assignment, "t[1]", 10, IsHeld: false)]);

        _detector.KeepOnly([new PartitionView(new object(), "t[1]", 10, IsHeld: false)]);
        Assert.True(_detector.IsUnsettled);
        _detector.KeepOnly([]);

        Assert.False(_detector.IsUnsettled);
    }

    private void Look(int second, long next, long end)
    {
        var now = TimeSpan.FromSeconds(second);
        foreach (var suspect in _detector.Look(now, [new PartitionView(_next, "t[0]", next, IsHeld: false)]))
        {
            _detector.IsStalled(now, suspect, end);
        }
    }

    private int? FirstStallAt(Func<int, long> next, Func<int, bool> held, Func<int, long?> end, int seconds = 600)
    {
        for (var second = 0; second < seconds; second++)
        {
            var now = TimeSpan.FromSeconds(second);
            foreach (var suspect in _detector.Look(now, [new PartitionView(_assignment, "t[0]", next(second), held(second))]))
            {
                if (_detector.IsStalled(now, suspect, end(second)))
                {
                    return second;
                }
            }
        }

        return null;
    }
}
