namespace Orleans.Streaming.Kafka.Tests.Delivery;

public sealed class KeyedDispatcherTests : IDisposable
{
    private readonly DispatcherHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Enqueue_WhenNotStarted_DeliversNothing()
    {
        var dispatcher = _harness.Create();

        dispatcher.Enqueue("a", DispatcherHarness.Event(0));

        Assert.Equal(0, dispatcher.InFlight);
        Assert.Empty(_harness.Calls);
        dispatcher.Start();
        await Eventually.Async(() => _harness.Finished.Count == 1, () => $"{_harness.Finished.Count} finished");
    }

    [Fact]
    public async Task Enqueue_KeepsTheOrderOfAnEntityWithOneCallInFlight()
    {
        var gate = new SemaphoreSlim(0);
        var inFlight = 0;
        var most = 0;
        _harness.Receive = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inFlight));
            await gate.WaitAsync();
            Interlocked.Decrement(ref inFlight);
            return BatchOutcome.Done;
        };
        var dispatcher = _harness.Create();
        dispatcher.Start();

        for (var i = 0; i < 50; i++)
        {
            dispatcher.Enqueue("a", DispatcherHarness.Event(i));
        }

        gate.Release(100);
        await Eventually.Async(() => _harness.Finished.Count == 50, () => $"{_harness.Finished.Count} finished");
        Assert.Equal(1, most);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), _harness.Finished);
    }

    [Fact]
    public async Task Enqueue_GivesAllThatWaitsToTheNextCallUpToTheLimit()
    {
        var gate = new SemaphoreSlim(0);
        _harness.Receive = async (_, _) =>
        {
            await gate.WaitAsync();
            return BatchOutcome.Done;
        };
        var dispatcher = _harness.Create(batchMax: 4);
        dispatcher.Start();
        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        await Eventually.Async(() => _harness.Calls.Count == 1, () => $"{_harness.Calls.Count} calls");

        for (var i = 1; i <= 6; i++)
        {
            dispatcher.Enqueue("a", DispatcherHarness.Event(i));
        }

        gate.Release(10);
        await Eventually.Async(() => _harness.Finished.Count == 7, () => $"{_harness.Finished.Count} finished");
        Assert.Equal([1, 4, 2], _harness.Calls.Select(c => c.Offsets.Length));
    }

    [Fact]
    public async Task Enqueue_GivesACallNoMoreBytesThanTheLimitButAlwaysOneEvent()
    {
        var dispatcher = _harness.Create(batchBytesMax: 100);
        int[] sizes = [40, 60, 1, 500, 99, 1, 1];
        for (var i = 0; i < sizes.Length; i++)
        {
            dispatcher.Enqueue("a", DispatcherHarness.Event(i, sizes[i]));
        }

        dispatcher.Start();

        await Eventually.Async(() => _harness.Finished.Count == 7, () => $"{_harness.Finished.Count} finished");
        Assert.Equal([2, 1, 1, 2, 1], _harness.Calls.Select(c => c.Offsets.Length));
    }

    [Fact]
    public async Task Enqueue_WhenOneEntityHangs_TheOthersGoOn()
    {
        var gate = new SemaphoreSlim(0);
        _harness.Receive = async (entity, _) =>
        {
            if (entity == "hung")
            {
                await gate.WaitAsync();
            }

            return BatchOutcome.Done;
        };
        var dispatcher = _harness.Create();
        dispatcher.Start();

        dispatcher.Enqueue("hung", DispatcherHarness.Event(0));
        for (var i = 1; i <= 20; i++)
        {
            dispatcher.Enqueue($"e{i}", DispatcherHarness.Event(i));
        }

        await Eventually.Async(() => _harness.Finished.Count == 20, () => $"{_harness.Finished.Count} finished");
        Assert.DoesNotContain(0, _harness.Finished);
        gate.Release();
    }

    [Fact]
    public async Task Deliver_WhenItFails_RepeatsTheSameBatchAfterTheBackoffBeforeAnythingLater()
    {
        var failures = 2;
        _harness.Receive = (_, _) => failures-- > 0
            ? ValueTask.FromException<BatchOutcome>(new IOException("database away"))
            : ValueTask.FromResult(BatchOutcome.Done);
        var dispatcher = _harness.Create();
        dispatcher.Start();
        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        await Eventually.Async(() => _harness.Calls.Count == 1 && dispatcher.InFlight == 0, () => $"{_harness.Calls.Count} calls");

        dispatcher.Enqueue("a", DispatcherHarness.Event(1));
        await Eventually.Async(
            () =>
            {
                _harness.Time.Advance(TimeSpan.FromSeconds(1));
                return _harness.Finished.Count == 2;
            },
            () => $"{_harness.Finished.Count} finished after {_harness.Calls.Count} calls");

        Assert.Equal([0L, 0L, 0L, 1L], _harness.Calls.SelectMany(c => c.Offsets));
        Assert.Equal([0L, 1L], _harness.Finished);
    }

    [Fact]
    public async Task Stop_WaitsForCallsInFlightAndStartsNoMore()
    {
        var gate = new SemaphoreSlim(0);
        _harness.Receive = async (_, _) =>
        {
            await gate.WaitAsync();
            return BatchOutcome.Done;
        };
        var dispatcher = _harness.Create(inFlightMax: 1);
        dispatcher.Start();
        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        dispatcher.Enqueue("b", DispatcherHarness.Event(1));
        await Eventually.Async(() => _harness.Calls.Count == 1, () => $"{_harness.Calls.Count} calls");

        var stopped = dispatcher.StopAsync();

        Assert.False(stopped.IsCompleted);
        gate.Release(2);
        await stopped.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([0L], _harness.Finished);
        dispatcher.Start();
        await Eventually.Async(() => _harness.Finished.Count == 2, () => $"{_harness.Finished.Count} finished");
    }

    [Fact]
    public async Task Stop_DeliversWhatWaitsBelowWhatIsDone_SoThatNothingDoneComesAgain()
    {
        var gate = new SemaphoreSlim(0);
        _harness.Receive = async (entity, _) =>
        {
            if (entity == "slow")
            {
                await gate.WaitAsync();
            }

            return BatchOutcome.Done;
        };
        var dispatcher = _harness.Create();
        dispatcher.Start();
        dispatcher.Enqueue("slow", DispatcherHarness.Event(0));
        await Eventually.Async(() => _harness.Calls.Count == 1, () => $"{_harness.Calls.Count} calls");
        dispatcher.Enqueue("slow", DispatcherHarness.Event(1));
        dispatcher.Enqueue("quick", DispatcherHarness.Event(2));
        dispatcher.Enqueue("slow", DispatcherHarness.Event(3));
        await Eventually.Async(() => _harness.Finished.Count == 1, () => $"{_harness.Finished.Count} finished");

        var stopped = dispatcher.StopAsync();

        dispatcher.Enqueue("quick", DispatcherHarness.Event(4));
        Assert.False(stopped.IsCompleted);
        gate.Release(3);
        await stopped.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([2L, 0L, 1L], _harness.Finished);
        dispatcher.Start();
        await Eventually.Async(() => _harness.Finished.Count == 5, () => $"{_harness.Finished.Count} finished");
    }

    [Fact]
    public async Task Enqueue_NeverHasMoreEntitiesInFlightThanAllowed()
    {
        var gate = new Lock();
        var inFlight = 0;
        var most = 0;
        _harness.Receive = async (_, _) =>
        {
            var now = Interlocked.Increment(ref inFlight);
            lock (gate)
            {
                most = Math.Max(most, now);
            }

            await Task.Yield();
            Interlocked.Decrement(ref inFlight);
            return BatchOutcome.Done;
        };
        var dispatcher = _harness.Create(inFlightMax: 3);
        dispatcher.Start();

        for (var i = 0; i < 500; i++)
        {
            dispatcher.Enqueue($"e{i % 100}", DispatcherHarness.Event(i));
        }

        await Eventually.Async(() => _harness.Finished.Count == 500, () => $"{_harness.Finished.Count} finished");
        Assert.InRange(most, 1, 3);
    }
}
