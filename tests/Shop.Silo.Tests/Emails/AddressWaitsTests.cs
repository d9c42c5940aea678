using Microsoft.Extensions.Time.Testing;
using Shop.Silo.Emails;

namespace Shop.Silo.Tests.Emails;

public sealed class AddressWaitsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Wait_OfAUserWhoGotAnAddressAndLostIt_BeginsAnew()
    {
        var waits = new AddressWaits(TimeSpan.FromMinutes(1), _time);
        Assert.False(waits.IsOver("a"));
        waits.End("a");
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(waits.IsOver("a"));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(waits.IsOver("a"));
    }

    [Fact]
    public void Wait_OfZero_IsNone()
    {
        Assert.True(new AddressWaits(TimeSpan.Zero, _time).IsOver("a"));
    }

    [Fact]
    public void Users_BeyondTheLimit_ForgetTheFirst()
    {
        var waits = new AddressWaits(TimeSpan.FromMinutes(1), _time);
        for (var i = 0; i < 100_000; i++)
        {
            waits.IsOver($"u{i}");
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(waits.IsOver("one more"));

        Assert.False(waits.IsOver("u0"));
        Assert.True(waits.IsOver("u99999"));
    }
}
