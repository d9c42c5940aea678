using Platform.Persistence.GroupCommit;

namespace Platform.Persistence.Tests.GroupCommit;

public sealed class RetryScheduleTests
{
    [Theory]
    [InlineData(1, 50)]
    [InlineData(2, 100)]
    [InlineData(4, 400)]
    [InlineData(6, 1_000)]
    [InlineData(20, 1_000)]
    public void DelayBefore_WhenRetriesAddUp_DoublesUpToTheLimit(int retry, int expectedMilliseconds)
    {
        var schedule = new RetrySchedule(20, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

        var delay = schedule.DelayBefore(retry);

        Assert.Equal(TimeSpan.FromMilliseconds(expectedMilliseconds), delay);
    }
}
