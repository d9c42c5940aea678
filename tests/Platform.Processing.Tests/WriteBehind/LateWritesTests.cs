using Microsoft.Extensions.Time.Testing;

namespace Platform.Processing.Tests;

/// <summary>Which rows wait for more events, and how long.</summary>
public sealed class LateWritesTests : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly LateWrites _late;
    private readonly List<int> _released = [];

    public LateWritesTests() => _late = new LateWrites(_time, Delay);

    public void Dispose() => _late.Dispose();

    [Theory]
    [InlineData(9.9, false)]
    [InlineData(10, true)]
    [InlineData(-1, false)]
    public void Event_WhenItIsTenTimesAsOldAsTheDelay_IsLate(double seconds, bool isLate)
    {
        var now = _time.GetUtcNow();

        Assert.Equal(isLate, _late.IsLate(now - TimeSpan.FromSeconds(seconds), now));
    }

    [Fact]
    public void Event_WhenThereIsNoDelay_IsNeverLate()
    {
        using var none = new LateWrites(_time, TimeSpan.Zero);

        Assert.False(none.IsLate(DateTimeOffset.MinValue, _time.GetUtcNow()));
    }

    [Fact]
    public void Write_WhenTheDelayIsOver_IsReleasedOnce()
    {
        Add(0);
        _time.Advance(Delay / 2);
        Add(1);
        _time.Advance(Delay / 2);
        var first = _released.ToArray();
        _time.Advance(Delay);
        _time.Advance(Delay);

        Assert.Equal([0], first);
        Assert.Equal([0, 1], _released);
    }

    [Fact]
    public void Write_WhenItComesAfterAllOthersWereReleased_WaitsAsLong()
    {
        Add(0);
        _time.Advance(10 * Delay);
        Add(1);
        _time.Advance(0.9 * Delay);
        var before = _released.ToArray();
        _time.Advance(0.2 * Delay);

        Assert.Equal([0], before);
        Assert.Equal([0, 1], _released);
    }

    [Fact]
    public void Writes_WhenRoomIsAskedFor_GoAsTheDatabaseTakesThem()
    {
        for (var i = 0; i < 5_000; i++)
        {
            Add(i);
        }

        _late.MakeRoom();
        _late.MakeRoom();
        var first = _released.Count;
        for (var i = 0; i < 500; i++)
        {
            _late.Ended();
        }

        _late.MakeRoom();

        Assert.Equal(2_000, first);
        Assert.Equal(Enumerable.Range(0, 2_500), _released);
        Assert.Equal(2_500, _late.Count);
    }

    [Fact]
    public void Writes_WhenDeliveryStops_WaitNoLonger_NorDoThoseThatCome()
    {
        for (var i = 0; i < 5_000; i++)
        {
            Add(i);
        }

        _late.Flush();

        Assert.Equal(5_000, _released.Count);
        Add(5_000);
        Assert.Equal(5_001, _released.Count);
        var now = _time.GetUtcNow();
        Assert.False(_late.IsLate(DateTimeOffset.MinValue, now + (1.9 * Delay)));
        Assert.True(_late.IsLate(DateTimeOffset.MinValue, now + (2 * Delay)));
    }

    private void Add(int number) => _late.Add(new Waiting(() => _released.Add(number)));

    private sealed class Waiting(Action release) : IWaitingWrite
    {
        public void Release() => release();
    }
}
