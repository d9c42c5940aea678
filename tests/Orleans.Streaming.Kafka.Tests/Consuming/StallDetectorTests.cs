namespace Orleans.Streaming.Kafka.Tests.Consuming;

public sealed class StallDetectorTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly StallDetector _detector = new(Timeout);
    private readonly object _assignment = new();

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
    public void Look_WhenThePartitionIsAssignedAnew_CountsFromThen()
    {
        FirstStallAt(next: _ => 10, held: _ => false, end: _ => 11, seconds: 70);

        var suspects = _detector.Look(TimeSpan.FromSeconds(71), [new PartitionView(new object(), "t[0]", 10, IsHeld: false)]);

        Assert.Empty(suspects);
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
