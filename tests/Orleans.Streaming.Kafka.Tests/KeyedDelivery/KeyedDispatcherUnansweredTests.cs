namespace Orleans.Streaming.Kafka.Tests.Delivery;

/// <summary>Calls to living grains whose answer is lost, or late.</summary>
public sealed class KeyedDispatcherUnansweredTests : IDisposable
{
    private readonly DispatcherHarness _harness = new();
    private readonly List<TaskCompletionSource<BatchOutcome>> _calls = [];

    public KeyedDispatcherUnansweredTests() => _harness.Receive = (_, _) =>
    {
        // What follows an answer runs in the call that gives it.
        var call = new TaskCompletionSource<BatchOutcome>();
        lock (_calls)
        {
            _calls.Add(call);
        }

        return new ValueTask<BatchOutcome>(call.Task);
    };

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Answer_WhenItIsLost_HasTheBatchSentAgainAfterTheTimeout_AndTheEntityGoesOn()
    {
        var dispatcher = _harness.Started();
        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        await CalledAsync(1);

        _harness.Time.Advance(TimeSpan.FromSeconds(59));
        dispatcher.Enqueue("a", DispatcherHarness.Event(1));
        Assert.Single(_harness.Calls);
        _harness.Time.Advance(TimeSpan.FromSeconds(1));
        await CalledAsync(2);
        _calls[1].SetResult(BatchOutcome.Done);

        await CalledAsync(3);
        _calls[2].SetResult(BatchOutcome.Done);
        await FinishedAsync(0, 1);
        Assert.Equal([0L, 0L, 1L], _harness.Calls.Select(c => c.Offsets.Single()));
        Assert.Contains(_harness.Log.All, line => line.Contains("\"a\" has no answer after 00:01:00", StringComparison.Ordinal));
        Assert.Equal(0, dispatcher.InFlight);
    }

    [Fact]
    public async Task Answer_OfTheFirstCallThatComesLate_EndsTheBatch_AndThatOfTheCopyCountsNoMore()
    {
        var dispatcher = _harness.Started();
        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        await CalledAsync(1);
        _harness.Time.Advance(TimeSpan.FromMinutes(1));
        await CalledAsync(2);
        dispatcher.Enqueue("a", DispatcherHarness.Event(1));

        _calls[0].SetResult(BatchOutcome.Done);
        await CalledAsync(3);
        _calls[1].SetResult(BatchOutcome.Done);
        dispatcher.Enqueue("b", DispatcherHarness.Event(2));
        await CalledAsync(4);
        _calls[3].SetResult(BatchOutcome.Done);
        await FinishedAsync(0, 2);

        _calls[2].SetResult(BatchOutcome.Done);
        await FinishedAsync(0, 2, 1);
        Assert.Equal((0, 0), (dispatcher.InFlight, dispatcher.Condition.SlowCalls));
    }

    [Fact]
    public async Task Receiver_ThatHangs_GetsFewCopies()
    {
        var dispatcher = _harness.Started();
        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        await CalledAsync(1);
        var times = new List<int>();
        for (var minute = 1; minute <= 60; minute++)
        {
            var before = _harness.Calls.Count;
            _harness.Time.Advance(TimeSpan.FromMinutes(1));
            if (minute is 1 or 3 or 7 or 15 or 31)
            {
                await CalledAsync(before + 1);
                times.Add(minute);
            }
        }

        Assert.Equal([1, 3, 7, 15, 31], times);
        Assert.Equal(6, _harness.Calls.Count);
        Assert.Equal((1, 1), (dispatcher.InFlight, dispatcher.Condition.SlowCalls));
        Assert.InRange(dispatcher.Condition.OldestCall, TimeSpan.FromHours(1), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task Failure_OfAnOlderCall_CountsNot_AndThatOfTheNewestHasTheBatchRetried()
    {
        var dispatcher = _harness.Started();
        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        await CalledAsync(1);
        _harness.Time.Advance(TimeSpan.FromMinutes(1));
        await CalledAsync(2);

        _calls[0].SetException(new TimeoutException("Response did not arrive on time"));
        Assert.Equal(0, dispatcher.Condition.Failing);
        _calls[1].SetException(new IOException("away"));
        await Eventually.Async(() => dispatcher.Condition.Failing == 1, () => $"{dispatcher.Condition}");
        _harness.Time.Advance(TimeSpan.FromSeconds(1));
        await CalledAsync(3);
        _calls[2].SetResult(BatchOutcome.Done);

        await FinishedAsync(0);
        Assert.Equal((0, 0), (dispatcher.InFlight, dispatcher.Condition.Failing));
    }

    [Fact]
    public async Task Answer_OfAnEarlierAttempt_EndsNoBatchThatWasTakenSince()
    {
        EntityQueue? taken = null;
        var dispatcher = _harness.Started();
        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        await CalledAsync(1);
        _harness.Time.Advance(TimeSpan.FromMinutes(1));
        await CalledAsync(2);
        _harness.TryTake = (queue, _) => (taken = queue) is not null;
        _calls[1].SetException(new IOException("away"));
        await Eventually.Async(() => dispatcher.Condition.Failing == 1, () => $"{dispatcher.Condition}");
        _harness.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.Async(() => taken is not null, () => "not taken");

        _calls[0].SetResult(BatchOutcome.Done);
        Assert.Empty(_harness.Finished);
        _harness.Time.Advance(TimeSpan.FromHours(1));
        dispatcher.OnTakenCompleted(taken!, BatchOutcome.Done);

        await FinishedAsync(0);
        Assert.Equal(3, _harness.Calls.Count);
    }

    [Fact]
    public async Task Drain_OfAPartitionWithALostAnswer_EndsWithTheAnswerToTheCopy()
    {
        var dispatcher = _harness.Started();
        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        await CalledAsync(1);

        var stopped = dispatcher.StopAsync();
        _harness.Time.Advance(TimeSpan.FromMinutes(1));
        await CalledAsync(2);
        _calls[1].SetResult(BatchOutcome.Done);

        await stopped.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([0L], _harness.Finished);
    }

    [Fact]
    public async Task Batch_OfAnAssignmentThatEnded_IsNotSentAgain()
    {
        var dispatcher = _harness.Started();
        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        await CalledAsync(1);

        _harness.End();
        _harness.Time.Advance(TimeSpan.FromHours(1));

        Assert.Single(_harness.Calls);
    }

    [Fact]
    public void CallTimeout_AtItsLongest_LeavesTimeForACopyBeforeOrleansForgetsTheCall()
    {
        var attribute = (ResponseTimeoutAttribute)Attribute.GetCustomAttribute(typeof(IEventReceiver).GetMethod(nameof(IEventReceiver.Receive))!, typeof(ResponseTimeoutAttribute))!;

        Assert.Equal(TimeSpan.FromMinutes(10), attribute.Timeout);
    }

    private Task CalledAsync(int count) => Eventually.Async(
        () =>
        {
            lock (_calls)
            {
                return _calls.Count == count && _harness.Calls.Count == count;
            }
        },
        () => $"{_harness.Calls.Count} calls");

    private Task FinishedAsync(params long[] offsets) => Eventually.Async(() => _harness.Finished.SequenceEqual(offsets), () => string.Join(", ", _harness.Finished));
}
