namespace Orleans.Streaming.Kafka.Tests.Delivery;

/// <summary>When an event gives its place of the group's window back before it is finished.</summary>
public sealed class KeyedDispatcherPlacesTests : IDisposable
{
    private readonly DispatcherHarness _harness = new();
    private readonly TaskCompletionSource _answer = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Places_OfEventsThatAreFinished_AreGivenBackOnce()
    {
        var dispatcher = _harness.Started();

        for (var i = 0; i < 100; i++)
        {
            dispatcher.Enqueue($"e{i % 7}", DispatcherHarness.Event(i));
        }

        await GivenBackAsync(100);
        Assert.Equal(100, _harness.Finished.Count);
    }

    [Fact]
    public async Task Places_OfAnEntityThatFails_AreGivenBack_AlsoThoseOfItsLaterEvents()
    {
        var broken = true;
        _harness.Receive = (entity, _) => broken && entity == "a"
            ? ValueTask.FromException<BatchOutcome>(new IOException("away"))
            : ValueTask.FromResult(BatchOutcome.Done);
        var dispatcher = _harness.Started();

        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        await GivenBackAsync(1);
        dispatcher.Enqueue("a", DispatcherHarness.Event(1));
        dispatcher.Enqueue("a", DispatcherHarness.Event(2));

        Assert.Equal(3, _harness.GivenBack);
        broken = false;
        await AdvanceUntilAsync(() => _harness.Finished.Count == 3);
        await Eventually.Async(() => dispatcher.Condition.Failing == 0, () => $"{dispatcher.Condition}");
        Assert.Equal(3, _harness.GivenBack);
        dispatcher.Enqueue("a", DispatcherHarness.Event(3));
        await GivenBackAsync(4);
    }

    [Fact]
    public async Task Places_OfAHeldEntity_AreGivenBack()
    {
        _harness.Policy = FailurePolicy.Halt;
        _harness.Receive = static (_, _) => ValueTask.FromException<BatchOutcome>(new FormatException("bad event"));
        var dispatcher = _harness.Started();
        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        await Eventually.Async(() => dispatcher.Condition.Held == 1, () => $"{dispatcher.Condition}");

        dispatcher.Enqueue("a", DispatcherHarness.Event(1));

        Assert.Equal(2, _harness.GivenBack);
    }

    [Fact]
    public async Task Places_OfAnEntityWhoseCallIsSlow_AreGivenBackAtThatAge()
    {
        _harness.Receive = HangAsync;
        var dispatcher = _harness.Started();
        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        await Eventually.Async(() => dispatcher.InFlight == 1, () => $"{dispatcher.InFlight}");
        dispatcher.Enqueue("a", DispatcherHarness.Event(1));

        _harness.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0, _harness.GivenBack);
        _harness.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, _harness.GivenBack);

        _answer.SetResult();
        await Eventually.Async(() => _harness.Finished.Count == 2, () => $"{_harness.Finished.Count} finished");
        Assert.Equal(2, _harness.GivenBack);
    }

    [Fact]
    public async Task Places_OfAPartitionWhoseWindowIsFullOfSlowCalls_AreAllGivenBack()
    {
        _harness.Receive = HangAsync;
        var dispatcher = _harness.Started(inFlightMax: 2, slowMax: 0);
        for (var i = 0; i < 10; i++)
        {
            dispatcher.Enqueue($"e{i}", DispatcherHarness.Event(i));
        }

        await Eventually.Async(() => dispatcher.InFlight == 2, () => $"{dispatcher.InFlight}");
        _harness.Time.Advance(TimeSpan.FromSeconds(10));
        dispatcher.Enqueue("late", DispatcherHarness.Event(10));

        Assert.Equal(11, _harness.GivenBack);
        _answer.SetResult();
        await Eventually.Async(() => _harness.Finished.Count == 11, () => $"{_harness.Finished.Count} finished");
        Assert.Equal(11, _harness.GivenBack);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Places_OfAPartitionThatStopsOrEnds_AreGivenBack(bool ends)
    {
        _harness.Receive = HangAsync;
        var dispatcher = _harness.Started();
        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        dispatcher.Enqueue("a", DispatcherHarness.Event(1));
        await Eventually.Async(() => dispatcher.InFlight == 1, () => $"{dispatcher.InFlight}");

        var stopped = ends ? Task.CompletedTask : dispatcher.StopAsync();
        if (ends)
        {
            _harness.End();
        }

        dispatcher.Enqueue("b", DispatcherHarness.Event(2));
        Assert.Equal(3, _harness.GivenBack);
        _answer.SetResult();
        await stopped.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(3, _harness.GivenBack);
    }

    private async ValueTask<BatchOutcome> HangAsync(string entity, DispatchedEvent[] batch)
    {
        await _answer.Task;
        return BatchOutcome.Done;
    }

    private Task GivenBackAsync(int places) => Eventually.Async(() => _harness.GivenBack == places, () => $"{_harness.GivenBack} given back of {places}");

    private Task AdvanceUntilAsync(Func<bool> condition) => Eventually.Async(
        () =>
        {
            _harness.Time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        () => $"{_harness.Finished.Count} finished");
}
