using Microsoft.Extensions.Time.Testing;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

public sealed class LogThrottleTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void ShouldLog_WhenTheSameComesEverySecondForAnHour_LetsADozenThrough()
    {
        var throttle = new LogThrottle<string>(_time);
        var logged = new List<int>();

        for (var i = 0; i < 3_600; i++)
        {
            if (throttle.ShouldLog("broker away", out var count))
            {
                logged.Add(count);
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048], logged);
    }

    [Fact]
    public void ShouldLog_WhenAnotherKindComes_CountsItForItself()
    {
        var throttle = new LogThrottle<string>(_time);
        for (var i = 0; i < 3; i++)
        {
            throttle.ShouldLog("broker away", out _);
        }

        var logged = throttle.ShouldLog("no right", out var count);

        Assert.True(logged);
        Assert.Equal(1, count);
    }

    [Fact]
    public void ShouldLog_AfterAQuietMinute_BeginsAnew()
    {
        var throttle = new LogThrottle<string>(_time);
        for (var i = 0; i < 3; i++)
        {
            throttle.ShouldLog("broker away", out _);
        }

        _time.Advance(TimeSpan.FromSeconds(61));
        var logged = throttle.ShouldLog("broker away", out var count);

        Assert.True(logged);
        Assert.Equal(1, count);
    }
}
