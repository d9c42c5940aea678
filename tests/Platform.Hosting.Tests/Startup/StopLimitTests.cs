using Microsoft.Extensions.Time.Testing;
using Platform.Hosting.Startup;

namespace Platform.Hosting.Tests.Startup;

public sealed class StopLimitTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _errors = new();
    private readonly List<int> _exits = [];

    [Fact]
    public void Stop_ThatHangs_EndsTheProcessAtTheLimit_AndSaysWhatWasNotDrained()
    {
        using var limit = Create();
        limit.Begin();
        _time.Advance(TimeSpan.FromSeconds(24));
        var before = _exits.Count;
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, before);
        Assert.Equal([2], _exits);
        Assert.Equal($"The stop did not end within 25 s; the process ends now. Not drained: group g: t[0] from offset 7.{Environment.NewLine}", _errors.ToString());
    }

    [Fact]
    public void Stop_ThatEnds_IsNotCutOff()
    {
        var limit = Create();
        limit.Begin();
        limit.Dispose();
        limit.Begin();
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(_exits);
    }

    private StopLimit Create() => new(() => "group g: t[0] from offset 7", _errors, _exits.Add, _time);
}
