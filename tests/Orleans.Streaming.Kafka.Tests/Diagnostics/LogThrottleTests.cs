using Microsoft.Extensions.Time.Testing;

namespace Orleans.Streaming.Kafka.Tests.Diagnostics;

public sealed class LogThrottleTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LogThrottle<string> _throttle;

    public LogThrottleTests() => _throttle = new LogThrottle<string>(_time);

    [Fact]
    public void TryPass_WhenTheSameComesEverySecondForAnHour_LetsADozenThroughAndCountsThemAll()
    {
        var logged = new List<int>();

        for (var i = 0; i < 3_600; i++)
        {
            if (_throttle.TryPass("broker away", out var times))
            {
                logged.Add(times);
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([1, 10, 20, 40, 80, 160, 320, 600, 600, 600, 600], logged);
    }

    [Fact]
    public void TryPass_WhenEveryLineIsOfAKindOfItsOwn_IsBoundedAllTheSame_UntilTheKindsAreQuiet()
    {
        var passed = Enumerable.Range(0, 10_000).Count(i => _throttle.TryPass($"kind {i}", out _));
        _time.Advance(TimeSpan.FromMinutes(1));
        var later = Enumerable.Range(0, 10_000).Count(i => _throttle.TryPass($"new kind {i}", out _));

        Assert.Equal((257, 257), (passed, later));
    }

    [Fact]
    public void TryPass_WhenAnotherKindComes_CountsItForItself()
    {
        for (var i = 0; i < 3; i++)
        {
            _throttle.TryPass("broker away", out _);
        }

        var passes = _throttle.TryPass("no right", out var times);

        Assert.True(passes);
        Assert.Equal(1, times);
    }

    [Fact]
    public void TryPass_AfterTwiceTheGapOfQuiet_StartsAgain()
    {
        Assert.True(_throttle.TryPass("broker away", out _));
        Assert.False(_throttle.TryPass("broker away", out _));

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(_throttle.TryPass("broker away", out var times));
        Assert.Equal(1, times);
    }
}
