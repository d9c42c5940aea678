namespace Orleans.Streaming.Kafka.Tests.Delivery;

public sealed class KeyedDispatcherFailureTests : IDisposable
{
    private readonly DispatcherHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Permanent_WhenABatchOfManyFails_DeadLettersOnlyTheFailingEvent()
    {
        FailOn(3, static () => new FormatException("bad event"));
        var dispatcher = _harness.Create();
        for (var i = 0; i < 6; i++)
        {
            dispatcher.Enqueue("a", DispatcherHarness.Event(i));
        }

        dispatcher.Start();

        await FinishedAsync(6);
        var (offset, attempts, error) = Assert.Single(_harness.Buried);
        Assert.Equal((3, 1), (offset, attempts));
        Assert.IsType<FormatException>(error);
        Assert.Equal([0L, 1L, 2L, 3L, 4L, 5L], _harness.Finished);
        Assert.Equal([6, 1, 1, 1, 1, 1, 1], _harness.Calls.Select(c => c.Offsets.Length));
    }

    [Fact]
    public async Task Unclassified_IsPermanentByTime_NotByTheNumberOfAttempts()
    {
        FailOn(0, static () => new InvalidOperationException("who knows"));
        var dispatcher = _harness.Started();

        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        dispatcher.Enqueue("b", DispatcherHarness.Event(1));
        var attempts = await AttemptsWithinAsync(TimeSpan.FromMinutes(4));
        var tooEarly = _harness.Buried.Count;

        await FinishedAsync(2);
        Assert.InRange(attempts, 20, int.MaxValue);
        Assert.Equal(0, tooEarly);
        Assert.Equal(0L, Assert.Single(_harness.Buried).Offset);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(60)]
    public async Task Unclassified_WhileMostCallsFail_IsAnOutage_AndCostsNoEvent(int entities)
    {
        var broken = true;
        _harness.Breaker = new CircuitBreaker(20);
        _harness.Receive = (_, _) => broken
            ? ValueTask.FromException<BatchOutcome>(new InvalidOperationException("nobody classified it"))
            : ValueTask.FromResult(BatchOutcome.Done);
        var dispatcher = _harness.Started();
        for (var i = 0; i < entities * 10; i++)
        {
            dispatcher.Enqueue($"e{i % entities}", DispatcherHarness.Event(i));
        }

        await AttemptsWithinAsync(TimeSpan.FromMinutes(30));
        Assert.Empty(_harness.Buried);
        broken = false;
        await FinishedAsync(entities * 10);
        Assert.Empty(_harness.Buried);
    }

    [Fact]
    public async Task Unclassified_OfABrokenEntityAmongHealthyOnes_WaitsOnceForAllItsEvents()
    {
        _harness.Receive = static (entity, _) => entity == "broken"
            ? ValueTask.FromException<BatchOutcome>(new InvalidOperationException("who knows"))
            : ValueTask.FromResult(BatchOutcome.Done);
        var dispatcher = _harness.Started();
        for (var i = 0; i < 50; i++)
        {
            dispatcher.Enqueue("broken", DispatcherHarness.Event(i));
            dispatcher.Enqueue($"e{i}", DispatcherHarness.Event(50 + i));
        }

        var before = _harness.Time.GetUtcNow();
        await FinishedAsync(100);

        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), _harness.Buried.Select(b => b.Offset));
        Assert.InRange(_harness.Time.GetUtcNow() - before, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(7));
    }

    [Fact]
    public async Task Unclassified_OfAnEntityAlone_GivesEachEventTheWholeTime()
    {
        _harness.Receive = static (_, _) => ValueTask.FromException<BatchOutcome>(new InvalidOperationException("who knows"));
        var dispatcher = _harness.Started(batchMax: 1);
        for (var i = 0; i < 3; i++)
        {
            dispatcher.Enqueue("alone", DispatcherHarness.Event(i));
        }

        var before = _harness.Time.GetUtcNow();
        await FinishedAsync(3);

        Assert.InRange(_harness.Time.GetUtcNow() - before, TimeSpan.FromMinutes(15), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task ADeadLetter_IsNoSuccess_ToTheCircuitBreaker()
    {
        _harness.Breaker = new CircuitBreaker(2);
        _harness.Receive = static (entity, _) => ValueTask.FromException<BatchOutcome>(
            entity.StartsWith("bad", StringComparison.Ordinal) ? new FormatException("bad event") : new IOException("away"));
        var dispatcher = _harness.Started();
        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        dispatcher.Enqueue("b", DispatcherHarness.Event(1));
        await EventuallyAdvancing(() => _harness.Breaker.IsOpen);

        for (var i = 2; i < 100; i++)
        {
            dispatcher.Enqueue($"bad{i}", DispatcherHarness.Event(i));
        }

        // Each as a trial: nothing succeeds.
        await EventuallyAdvancing(() => _harness.Buried.Count == 98);
        Assert.True(_harness.Breaker.IsOpen);
        Assert.False(_harness.Breaker.MostSucceed);
    }

    [Fact]
    public async Task Log_OfManyEntitiesThatFailAtOnce_IsAFewLines()
    {
        var broken = true;
        _harness.Receive = (_, _) => broken ? ValueTask.FromException<BatchOutcome>(new IOException("away")) : ValueTask.FromResult(BatchOutcome.Done);
        var dispatcher = _harness.Started();
        for (var i = 0; i < 2_000; i++)
        {
            dispatcher.Enqueue($"e{i}", DispatcherHarness.Event(i));
        }

        await AttemptsWithinAsync(TimeSpan.FromSeconds(30));
        broken = false;
        await FinishedAsync(2_000);

        Assert.InRange(_harness.Calls.Count, 4_000, int.MaxValue);
        Assert.InRange(_harness.Log.All.Count, 2, 12);
    }

    [Fact]
    public async Task Transient_NeverBecomesPermanent()
    {
        var left = 50;
        _harness.Receive = (_, _) => left-- > 0
            ? ValueTask.FromException<BatchOutcome>(new TimeoutException("database away"))
            : ValueTask.FromResult(BatchOutcome.Done);
        var dispatcher = _harness.Started();

        dispatcher.Enqueue("a", DispatcherHarness.Event(0));

        await FinishedAsync(1);
        Assert.Empty(_harness.Buried);
        Assert.Equal(51, _harness.Calls.Count);
    }

    [Fact]
    public async Task Permanent_UnderRetryForever_RepeatsTheFailingEventAlone()
    {
        var broken = true;
        _harness.Policy = FailurePolicy.RetryForever;
        FailOn(1, () => broken ? new FormatException("bad event") : null);
        var dispatcher = _harness.Create();
        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        dispatcher.Enqueue("a", DispatcherHarness.Event(1));
        dispatcher.Enqueue("a", DispatcherHarness.Event(2));

        dispatcher.Start();

        await EventuallyAdvancing(() => _harness.Calls.Count > 10);
        Assert.Equal([0L], _harness.Finished);
        broken = false;
        await FinishedAsync(3);
        Assert.Equal([0L, 1L, 2L], _harness.Finished);
        Assert.Empty(_harness.Buried);
    }

    [Fact]
    public async Task Permanent_UnderHalt_HoldsThatEntityAndSaysSo()
    {
        _harness.Policy = FailurePolicy.Halt;
        FailOn(1, static () => new FormatException("bad event"));
        var dispatcher = _harness.Started();

        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        dispatcher.Enqueue("a", DispatcherHarness.Event(1));
        await EventuallyAdvancing(() => dispatcher.Condition.Held == 1);
        dispatcher.Enqueue("a", DispatcherHarness.Event(2));
        dispatcher.Enqueue("b", DispatcherHarness.Event(3));

        await FinishedAsync(2);
        Assert.Equal([0L, 3L], _harness.Finished);
        Assert.Contains("\"a\" is halted at t[0]@1: FormatException: bad event", dispatcher.Condition.HeldReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Burial_WhileItLasts_HoldsItsEntityButNoPlaceOfTheWindow_AndAStopWaitsForIt()
    {
        var stored = new TaskCompletionSource();
        _harness.BeforeDeadLetter = () => new ValueTask(stored.Task);
        FailOn(0, static () => new FormatException("bad event"));
        var dispatcher = _harness.Started(inFlightMax: 1);

        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        dispatcher.Enqueue("a", DispatcherHarness.Event(1));
        dispatcher.Enqueue("b", DispatcherHarness.Event(2));

        await EventuallyAdvancing(() => _harness.Finished.Contains(2));
        Assert.DoesNotContain(1, _harness.Finished);
        var stopped = dispatcher.StopAsync();
        Assert.False(stopped.IsCompleted);
        stored.SetResult();
        await stopped.WaitAsync(TimeSpan.FromSeconds(30));
        dispatcher.Start();
        await FinishedAsync(3);
    }

    [Fact]
    public async Task Burial_WhenItFails_HoldsItsEntitySaysSoAndLetsADrainEnd()
    {
        _harness.BeforeDeadLetter = static () => ValueTask.FromException(new InvalidDataException("no dead letter can be made of it"));
        FailOn(0, static () => new FormatException("bad event"));
        var dispatcher = _harness.Started();

        dispatcher.Enqueue("a", DispatcherHarness.Event(0));
        dispatcher.Enqueue("a", DispatcherHarness.Event(1));
        dispatcher.Enqueue("b", DispatcherHarness.Event(2));
        await EventuallyAdvancing(() => _harness.Finished.Contains(2) && dispatcher.Condition.Held == 1);

        await dispatcher.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([2L], _harness.Finished);
        Assert.Contains("t[0]@0, which can't be made a dead letter: InvalidDataException", dispatcher.Condition.HeldReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CircuitBreaker_WhenManyEntitiesFail_TriesNoNewOnesButAProbe_AndGoesOnByItself()
    {
        var broken = true;
        _harness.Breaker = new CircuitBreaker(20);
        _harness.Receive = (_, _) => broken
            ? ValueTask.FromException<BatchOutcome>(new IOException("database away"))
            : ValueTask.FromResult(BatchOutcome.Done);
        var dispatcher = _harness.Started(inFlightMax: 8);
        for (var i = 0; i < 100; i++)
        {
            dispatcher.Enqueue($"e{i}", DispatcherHarness.Event(i));
        }

        await EventuallyAdvancing(() => _harness.Breaker.IsOpen);
        var tried = _harness.Calls.Select(c => c.Entity).Distinct().Count();
        for (var i = 100; i < 1_000; i++)
        {
            dispatcher.Enqueue($"e{i}", DispatcherHarness.Event(i));
        }

        for (var second = 0; second < 5; second++)
        {
            _harness.Time.Advance(TimeSpan.FromSeconds(1));
            await Eventually.Async(() => dispatcher.InFlight == 0, () => $"{dispatcher.InFlight} in flight");
        }

        // A few were in flight as it opened, and one is tried a second.
        var triedLater = _harness.Calls.Select(c => c.Entity).Distinct().Count();
        Assert.InRange(triedLater, tried, tried + 100);
        broken = false;
        await FinishedAsync(1_000);
        Assert.False(_harness.Breaker.IsOpen);
        await Eventually.Async(() => _harness.Breaker.Failing == 0, () => $"{_harness.Breaker.Failing} failing");
    }

    [Fact]
    public async Task Ended_WhileEntitiesFail_TakesThemOutOfTheCircuitBreaker()
    {
        _harness.Breaker = new CircuitBreaker(3);
        _harness.Receive = static (_, _) => ValueTask.FromException<BatchOutcome>(new IOException("database away"));
        var dispatcher = _harness.Started();
        for (var i = 0; i < 40; i++)
        {
            dispatcher.Enqueue($"e{i}", DispatcherHarness.Event(i));
        }

        await EventuallyAdvancing(() => _harness.Breaker.IsOpen);
        _harness.End();

        await Eventually.Async(() => _harness.Breaker.Failing == 0, () => $"{_harness.Breaker.Failing} failing");
        Assert.False(_harness.Breaker.IsOpen);
    }

    private void FailOn(long offset, Func<Exception?> error) => _harness.Receive = (_, batch) =>
        batch.Any(e => e.Event.Position.Offset == offset) && error() is { } e
            ? ValueTask.FromException<BatchOutcome>(e)
            : ValueTask.FromResult(BatchOutcome.Done);

    // Steps that are finer than a retry, as long as given.
    private async Task<int> AttemptsWithinAsync(TimeSpan duration)
    {
        for (var step = TimeSpan.Zero; step < duration; step += TimeSpan.FromSeconds(1))
        {
            _harness.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        return _harness.Calls.Count;
    }

    private Task FinishedAsync(int count) => EventuallyAdvancing(() => _harness.Finished.Count == count);

    private Task EventuallyAdvancing(Func<bool> condition) => Eventually.Async(
        () =>
        {
            _harness.Time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        () => $"{_harness.Finished.Count} finished after {_harness.Calls.Count} calls");
}
