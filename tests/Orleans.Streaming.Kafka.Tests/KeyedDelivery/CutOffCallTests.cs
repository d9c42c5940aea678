namespace Orleans.Streaming.Kafka.Tests.Delivery;

/// <summary>A partition that ends while calls are running and is assigned again in the same silo.</summary>
public sealed class CutOffCallTests : IDisposable
{
    private readonly CutOffCalls _cutOff = new();
    private readonly DispatcherHarness _first;
    private readonly DispatcherHarness _second;

    public CutOffCallTests() => (_first, _second) = (new DispatcherHarness { CutOff = _cutOff }, new DispatcherHarness { CutOff = _cutOff });

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Batch_WhoseFirstCallStillRuns_IsSentAgainOnlyOnceThatHasReturned(bool succeeds)
    {
        var (hung, inFlight, most) = (new TaskCompletionSource<BatchOutcome>(), 0, 0);
        _first.Receive = async (entity, _) =>
        {
            if (entity != "a")
            {
                return BatchOutcome.Done;
            }

            most = Math.Max(most, Interlocked.Increment(ref inFlight));
            try
            {
                return await hung.Task;
            }
            finally
            {
                Interlocked.Decrement(ref inFlight);
            }
        };
        _second.Receive = async (entity, _) =>
        {
            if (entity == "a")
            {
                most = Math.Max(most, Interlocked.Increment(ref inFlight));
                await Task.Yield();
                Interlocked.Decrement(ref inFlight);
            }

            return BatchOutcome.Done;
        };
        var before = _first.Started();
        before.Enqueue("a", DispatcherHarness.Event(0));
        await Eventually.Async(() => _first.Calls.Count == 1, () => $"{_first.Calls.Count} calls");

        _first.End();
        var after = _second.Started();
        after.Enqueue("a", DispatcherHarness.Event(0));
        after.Enqueue("a", DispatcherHarness.Event(1));
        after.Enqueue("b", DispatcherHarness.Event(2));
        await Eventually.Async(() => _second.Finished.Contains(2), () => $"{_second.Finished.Count} finished");
        // It holds no place, and no drain waits for it.
        await after.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
        after.Start();

        Assert.DoesNotContain(_second.Calls, call => call.Entity == "a");
        if (succeeds)
        {
            hung.SetResult(BatchOutcome.Done);
        }
        else
        {
            hung.SetException(new IOException("late"));
        }

        await Eventually.Async(() => _second.Finished.Count == 3, () => $"{_second.Finished.Count} finished");
        Assert.Equal([2L, 0L, 1L], _second.Finished);
        Assert.Equal(1, most);
        Assert.True(_cutOff.IsEmpty);
    }

    [Fact]
    public async Task Call_CutOffTwice_IsWaitedForByTheThirdToo()
    {
        using var third = new DispatcherHarness { CutOff = _cutOff };
        var hung = new TaskCompletionSource<BatchOutcome>();
        _first.Receive = (_, _) => new ValueTask<BatchOutcome>(hung.Task);
        _first.Started().Enqueue("a", DispatcherHarness.Event(0));
        await Eventually.Async(() => _first.Calls.Count == 1, () => $"{_first.Calls.Count} calls");

        _first.End();
        var second = _second.Started();
        second.Enqueue("a", DispatcherHarness.Event(0));
        second.Enqueue("b", DispatcherHarness.Event(1));
        await Eventually.Async(() => _second.Finished.Count == 1, () => $"{_second.Finished.Count} finished");
        _second.End();
        var last = third.Started();
        last.Enqueue("a", DispatcherHarness.Event(0));
        last.Enqueue("b", DispatcherHarness.Event(1));
        await Eventually.Async(() => third.Finished.Count == 1, () => $"{third.Finished.Count} finished");

        Assert.DoesNotContain(third.Calls, call => call.Entity == "a");
        hung.SetResult(BatchOutcome.Done);
        await Eventually.Async(() => third.Finished.Count == 2, () => $"{third.Finished.Count} finished");
        Assert.DoesNotContain(_second.Calls, call => call.Entity == "a");
    }

    [Fact]
    public async Task Calls_OfAnotherPartitionOrEntity_AreNotWaitedFor()
    {
        var hung = new TaskCompletionSource<BatchOutcome>();
        _first.Receive = (_, _) => new ValueTask<BatchOutcome>(hung.Task);
        _first.Started().Enqueue("a", DispatcherHarness.Event(0));
        await Eventually.Async(() => _first.Calls.Count == 1, () => $"{_first.Calls.Count} calls");
        _first.End();

        Assert.False(_cutOff.IsEmpty);
        Assert.NotNull(_cutOff.Find(new RecordPosition("t", Guid.NewGuid(), 0, 9, 1), "a"));
        Assert.Null(_cutOff.Find(new RecordPosition("t", Guid.Empty, 1, 0, -1), "a"));
        Assert.Null(_cutOff.Find(new RecordPosition("u", Guid.Empty, 0, 0, -1), "a"));
        Assert.Null(_cutOff.Find(new RecordPosition("t", Guid.Empty, 0, 0, -1), "b"));
        hung.SetResult(BatchOutcome.Done);
        await Eventually.Async(() => _cutOff.IsEmpty, () => "still there");
    }
}
