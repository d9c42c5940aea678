namespace Orleans.Streaming.Kafka.Tests.Delivery;

public sealed class KeyedDispatcherSlowCallTests : IDisposable
{
    private readonly DispatcherHarness _harness = new();
    private readonly TaskCompletionSource _answer = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task SlowCalls_WhenTheyFillTheWindow_LetTheOthersGoOn()
    {
        var dispatcher = HangingOn("silent", inFlightMax: 8, slowMax: 1_024);
        Fill(dispatcher, silent: 100, others: 500);
        await Eventually.Async(() => dispatcher.InFlight == 8, () => $"{dispatcher.InFlight} in flight");
        var before = _harness.Finished.Count;

        await AdvanceUntil(() => _harness.Finished.Count == 500);

        Assert.True(before < 500);
        Assert.InRange(dispatcher.Condition.OldestCall, TimeSpan.FromSeconds(10), TimeSpan.MaxValue);
        _answer.SetResult();
        await AdvanceUntil(() => _harness.Finished.Count == 600);
        await Eventually.Async(() => dispatcher.Condition.SlowCalls == 0, () => $"{dispatcher.Condition.SlowCalls} slow");
    }

    [Fact]
    public async Task SlowCalls_BeyondTheirLimit_HoldPlacesOfTheWindow()
    {
        var dispatcher = HangingOn("silent", inFlightMax: 8, slowMax: 20);
        Fill(dispatcher, silent: 100, others: 0);

        await AdvanceUntil(() => dispatcher.InFlight == 28);
        for (var i = 0; i < 60; i++)
        {
            _harness.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(28, dispatcher.InFlight);
        _answer.SetResult();
        await AdvanceUntil(() => _harness.Finished.Count == 100);
    }

    private KeyedDispatcher HangingOn(string prefix, int inFlightMax, int slowMax)
    {
        _harness.Receive = async (entity, _) =>
        {
            if (entity.StartsWith(prefix, StringComparison.Ordinal))
            {
                await _answer.Task;
            }

            return BatchOutcome.Done;
        };
        return _harness.Started(inFlightMax, slowMax: slowMax);
    }

    // The silent ones first and among the others, so that they meet the whole window.
    private static void Fill(KeyedDispatcher dispatcher, int silent, int others)
    {
        for (var i = 0; i < silent; i++)
        {
            dispatcher.Enqueue($"silent{i}", DispatcherHarness.Event(i));
        }

        for (var i = 0; i < others; i++)
        {
            dispatcher.Enqueue($"e{i}", DispatcherHarness.Event(silent + i));
        }
    }

    private Task AdvanceUntil(Func<bool> condition) => Eventually.Async(
        () =>
        {
            _harness.Time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        () => $"{_harness.Finished.Count} finished, {_harness.Calls.Count} calls");
}
