namespace Orleans.Streaming.Kafka.Tests.Delivery;

public sealed class RetryScheduleTests
{
    private static readonly RetrySchedule Schedule = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 200)]
    [InlineData(5, 1_600)]
    [InlineData(8, 10_000)]
    [InlineData(1_000_000, 10_000)]
    public void DelayAfter_WithoutJitter_DoublesUpToTheLongest(int failures, int milliseconds)
    {
        var delay = Schedule.DelayAfter(failures, 0.5);

        Assert.Equal(milliseconds, delay.TotalMilliseconds, 3);
    }

    [Fact]
    public void DelayAfter_WithJitter_StaysWithinAFifth()
    {
        Assert.Equal(80, Schedule.DelayAfter(1, 0).TotalMilliseconds, 3);
        Assert.Equal(120, Schedule.DelayAfter(1, 1).TotalMilliseconds, 3);
    }
}
