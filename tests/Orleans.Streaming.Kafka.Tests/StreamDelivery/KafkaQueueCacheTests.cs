using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Streams;

public sealed class KafkaQueueCacheTests : IDisposable
{
    private static readonly StreamId A = StreamId.Create("t", "a");
    private static readonly StreamId B = StreamId.Create("t", "b");

    private readonly List<long> _finished = [];
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly CapturedLog _log = new();
    private readonly HeldDeadLetters _deadLetters = new();
    private readonly CircuitBreaker _breaker = new(100);
    private readonly KafkaStreamTopicOptions _options = new();
    private readonly StreamDelivery _delivery;
    private readonly KafkaQueueCache _cache;

    public KafkaQueueCacheTests()
    {
        var limits = new KafkaStreamOptions();
        var services = new DeliveryServices("g", null!, new RawBytesDecoder(), _deadLetters, DispatchLimits.Of(limits), TestPartition.Metrics, _time, new LoggerFactory([_log]))
        {
            Memory = new MemoryBudget(limits),
            Judge = TestJudge.Of(_time, _breaker),
            PermanentFailure = FailurePolicy.DeadLetter,
        };
        _delivery = new StreamDelivery(services, new StreamRecordReader("t", _options, new RawBytesDecoder()), p => _finished.Add(p.Record.Position.Offset), _ended.Token);
        _cache = new KafkaQueueCache("t", 0, _options, services, _ => throw new InvalidOperationException("Nothing is to be read again here."), NullLogger<KafkaQueueCache>.Instance);
        _cache.Attach(_delivery, Guid.Empty, 0);
        _delivery.Start();
    }

    public void Dispose()
    {
        _ended.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void Records_FinishWhenTheLastCursorIsPastThem_AndNotBefore()
    {
        Add((0, "a"), (1, "b"), (2, "a"));
        var first = Cursor(A, 0);
        var second = Cursor(A, 0);

        MoveThrough(first, 2);
        Purge();
        var afterFirst = _finished.ToArray();
        second.MoveNextWithResult();
        second.MoveNextWithResult();

        // Nobody asked for b.
        Assert.Equal([1], afterFirst);
        Assert.Equal([1, 0], _finished);
    }

    [Fact]
    public void ADeliveryThatFailed_IsGivenAgain_AndWhatFollowsWaits()
    {
        Add((0, "a"), (1, "a"));
        var cursor = Cursor(A, 0);

        cursor.MoveNextWithResult();
        cursor.RecordDeliveryFailure();
        cursor.MoveNextWithResult();

        Assert.Equal(0, cursor.GetCurrent(out _)!.SequenceToken.SequenceNumber);
        Assert.Empty(_finished);
        cursor.MoveNextWithResult();
        Assert.Equal(1, cursor.GetCurrent(out _)!.SequenceToken.SequenceNumber);
        Assert.Equal([0], _finished);
    }

    [Fact]
    public void APin_KeepsWhatSubscribersDoNotHoldYet()
    {
        Add((0, "a"));
        var pin = Cursor(A, 0);
        Purge();
        var whilePinned = _finished.Count;
        var subscriber = Cursor(A, 0);
        pin.Dispose();
        Purge();

        Assert.Equal(0, whilePinned);
        Assert.Empty(_finished);
        MoveThrough(subscriber, 1);
        Assert.Equal([0], _finished);
    }

    [Fact]
    public void ANewAgent_IsGivenWhatTheOldOneDidNotFinish()
    {
        Add((0, "a"), (1, "a"), (2, "b"));
        var cursor = Cursor(A, 0);
        cursor.MoveNextWithResult();
        Deliver(cursor);
        cursor.Dispose();

        _cache.CloseAsync();
        _ = _delivery.StopAsync();
        _delivery.Start();

        // The first delivery was taken.
        Assert.Equal([0], _finished);
        Assert.Equal([1, 2], _delivery.TakeBatches().Select(b => b.SequenceToken.SequenceNumber));
    }

    [Fact]
    public async Task Stop_DrainsWhatIsInFlight_AndDeliversNothingMore()
    {
        Add((0, "a"), (1, "a"));
        var cursor = Cursor(A, 0);
        cursor.MoveNextWithResult();

        var drained = _delivery.StopAsync();
        var before = drained.IsCompleted;
        var next = cursor.MoveNextWithResult();

        Assert.False(before);
        await drained.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(QueueCacheCursorMoveResultKind.NoData, next.Kind);
        Assert.Equal([0], _finished);
    }

    [Fact]
    public void ANewAssignment_TakesThePlaceOfTheOldRecords_AndRepeatsNothingForACursor()
    {
        Add((0, "a"), (1, "a"), (2, "a"));
        var cursor = Cursor(A, 0);
        MoveThrough(cursor, 2);

        _cache.Attach(_delivery, Guid.Empty, 1);
        Add((1, "a"), (2, "a"), (3, "a"));

        var offsets = new List<long>();
        while (cursor.MoveNextWithResult().Kind == QueueCacheCursorMoveResultKind.Success)
        {
            offsets.Add(cursor.GetCurrent(out _)!.SequenceToken.SequenceNumber);
        }

        // Offset 2 was in flight: that delivery counts.
        Assert.Equal([3], offsets);
    }

    [Fact]
    public void WhatACursorSkips_IsFinishedWithoutAnotherRecord()
    {
        Add((0, "a"), (1, "a"));
        var cursor = Cursor(A, 0);
        MoveThrough(cursor, 2);
        Assert.Equal([0, 1], _finished);

        // They come again, because the assignment before was cut off ahead of its commit.
        _cache.Attach(_delivery, Guid.Empty, 0);
        Add((0, "a"), (1, "a"));
        Purge();
        Assert.Equal(QueueCacheCursorMoveResultKind.NoData, cursor.MoveNextWithResult().Kind);
        Purge();

        Assert.Equal([0, 1, 0, 1], _finished);
    }

    [Fact]
    public async Task AHaltedStream_GoesOnWithTheNextAssignment_AndIsReportedNoMore()
    {
        _options.OnFailure = FailurePolicy.Halt;
        Add((0, "a"));
        var cursor = Cursor(A, 0);
        cursor.MoveNextWithResult();
        Deliver(cursor, new FormatException("bad event"));
        cursor.RecordDeliveryFailure();
        await _cache.ApplyFailurePolicyAsync(A, cursor.GetCurrent(out _)!.SequenceToken);
        Assert.Equal(QueueCacheCursorMoveResultKind.NoData, cursor.MoveNextWithResult().Kind);

        _cache.Attach(_delivery, Guid.Empty, 0);
        Add((0, "a"), (1, "a"));
        var offsets = new List<long>();
        while (cursor.MoveNextWithResult().Kind == QueueCacheCursorMoveResultKind.Success)
        {
            offsets.Add(cursor.GetCurrent(out _)!.SequenceToken.SequenceNumber);
            Deliver(cursor);
        }

        Assert.Equal(0, _delivery.Condition.Held);
        Assert.Equal([0, 1], offsets);
    }

    [Theory]
    [InlineData(FailurePolicy.Halt)]
    [InlineData(FailurePolicy.DeadLetter)]
    public async Task ADeliveryThatIsGivenUpUnderTheNextAssignment_IsDecidedOnWhenItsRecordComesAgain(FailurePolicy policy)
    {
        _options.OnFailure = policy;
        Add((0, "a"));
        var cursor = Cursor(A, 0);
        cursor.MoveNextWithResult();
        Deliver(cursor, new FormatException("bad event"));

        _cache.Attach(_delivery, Guid.Empty, 0);
        Add((0, "a"));
        cursor.RecordDeliveryFailure();
        await _cache.ApplyFailurePolicyAsync(A, cursor.GetCurrent(out _)!.SequenceToken).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(QueueCacheCursorMoveResultKind.Success, cursor.MoveNextWithResult().Kind);
        Assert.Equal(0, cursor.GetCurrent(out _)!.SequenceToken.SequenceNumber);
        Assert.Equal(0, _delivery.Condition.Held);
    }

    [Fact]
    public void ATokenFromElsewhere_BeginsWithWhatIsNotFinished()
    {
        Add((5, "b"), (6, "b"));

        var cursor = _cache.TryGetCacheCursor(B, KafkaStreamSequenceToken.FromOffset("t", 9, 1_000)).Cursor!;
        cursor.MoveNextWithResult();

        Assert.Equal(5, cursor.GetCurrent(out _)!.SequenceToken.SequenceNumber);
    }

    [Fact]
    public void AStreamForgottenWithRecordsToCome_IsShownAgain_AndGoesOnWithThem()
    {
        Add((0, "a"), (1, "a"));
        var forgotten = Cursor(A, 0);
        MoveThrough(forgotten, 0);
        forgotten.RecordDeliveryFailure();
        forgotten.Dispose();
        Purge();
        Purge();
        var whileForgotten = _finished.Count;

        _time.Advance(TimeSpan.FromSeconds(1));
        var shown = Assert.Single(_cache.TakeWakes());
        _cache.AddToCache([shown]);
        var again = _cache.TryGetCacheCursor(A, shown.SequenceToken).Cursor!;
        Purge();
        again.MoveNextWithResult();

        Assert.Equal(0, whileForgotten);
        Assert.Equal(0, again.GetCurrent(out _)!.SequenceToken.SequenceNumber);
        Assert.Empty(_finished);
    }

    [Fact]
    public void AStreamLeftByItsLastSubscriber_IsFinishedOnceItWasShownInVain()
    {
        Add((0, "a"), (1, "a"));
        Cursor(A, 0).Dispose();
        Purge();

        _time.Advance(TimeSpan.FromSeconds(1));
        _cache.AddToCache(_cache.TakeWakes());
        Purge();

        Assert.Equal([0, 1], _finished);
    }

    [Fact]
    public void ADeliveryThatFailed_IsGivenAgain_ThoughTheAgentReportsNoFailure()
    {
        // What it does where the subscriber subscribed again while its delivery was under way.
        Add((0, "a"), (1, "a"));
        var cursor = Cursor(A, 0);

        cursor.MoveNextWithResult();
        Deliver(cursor, new FormatException("bad event"));
        cursor.MoveNextWithResult();

        Assert.Equal(0, cursor.GetCurrent(out _)!.SequenceToken.SequenceNumber);
        Assert.Empty(_finished);
    }

    [Fact]
    public void ADelivery_ThatTheSubscriberAnsweredWithAPlaceToGoOnAt_IsNotPassed()
    {
        Add((0, "a"));
        var cursor = Cursor(A, 0);

        cursor.MoveNextWithResult();
        Deliver(cursor, isTaken: false);
        cursor.Dispose();
        Purge();

        Assert.Empty(_finished);
    }

    [Fact]
    public void WhatTheAgentWasHandedAndDidNotAdd_IsHandedOutOnceMore()
    {
        Dispatch((0, "a"), (1, "b"), (2, "a"));
        var handedOut = _cache.HandOut(_delivery.TakeBatches());

        Assert.Throws<InvalidOperationException>(() => _cache.AddToCache([handedOut[0], handedOut[0], handedOut[1]]));
        var missed = _cache.TakeMissed();
        _cache.AddToCache(missed);
        var cursor = Cursor(A, 0);
        MoveThrough(cursor, 2);

        Assert.Equal([1, 2], missed.Select(b => b.SequenceToken.SequenceNumber));
        Assert.Empty(_cache.TakeMissed());
        Assert.Equal([0, 2], _finished);
    }

    [Fact]
    public void WhatAReadLostAltogether_IsHandedOutOnceMore_UnlessItsAssignmentEnded()
    {
        Dispatch((0, "a"), (1, "b"));
        _cache.HandOut(_delivery.TakeBatches());
        var again = _cache.TakeMissed();

        _cache.Attach(_delivery, Guid.Empty, 0);

        Assert.Equal([0, 1], again.Select(b => b.SequenceToken.SequenceNumber));
        Assert.Empty(_cache.TakeMissed());
    }

    [Fact]
    public void Condition_OfAHandlerThatDoesNotReturn_SaysSinceWhenAndWhose_ThroughItsTimeouts()
    {
        Add((0, "a"), (1, "b"));
        var cursor = Cursor(A, 0);
        cursor.MoveNextWithResult();
        var attempt = ((KafkaStreamBatch)cursor.GetCurrent(out _)!).Attempt!;

        attempt.EndAttempt(Begin(attempt, TimeSpan.FromSeconds(30)), new TimeoutException(), isTaken: false);
        var second = Begin(attempt, TimeSpan.FromSeconds(40));
        var hung = _delivery.Condition;
        attempt.EndAttempt(second, new FormatException("bad event"), isTaken: false);
        var failing = _delivery.Condition;

        Assert.Equal((1, TimeSpan.FromSeconds(70), A.ToString(), 1), (hung.SlowCalls, hung.OldestCall, hung.OldestEntity, hung.Failing));
        Assert.Equal((0, TimeSpan.Zero, 1), (failing.SlowCalls, failing.OldestCall, failing.Failing));
    }

    [Fact]
    public async Task Condition_OfAHaltedStream_NamesIt_UntilItsSubscriberIsGone()
    {
        _options.OnFailure = FailurePolicy.Halt;
        Add((0, "a"), (1, "a"));
        var cursor = Cursor(A, 0);
        cursor.MoveNextWithResult();
        Deliver(cursor, new FormatException("bad event"));
        cursor.RecordDeliveryFailure();

        await _cache.ApplyFailurePolicyAsync(A, cursor.GetCurrent(out _)!.SequenceToken);
        var halted = _delivery.Condition;
        var next = cursor.MoveNextWithResult();
        cursor.Dispose();

        Assert.Equal(1, halted.Held);
        Assert.Contains(A.ToString(), halted.HeldReason, StringComparison.Ordinal);
        Assert.Equal(QueueCacheCursorMoveResultKind.NoData, next.Kind);
        Assert.Equal(0, _delivery.Condition.Held);
        Assert.Empty(_finished);
    }

    [Fact]
    public async Task Attempts_OfADeadLetter_AreTheCallsThatCarriedIt_AndTheErrorsCallIsNone()
    {
        (_options.OnFailure, _options.BatchCountMax) = (FailurePolicy.DeadLetter, 10);
        Add((0, "a"), (1, "a"));
        var cursor = Cursor(A, 0);

        // Twice together, then the first alone and taken, the second alone three times.
        cursor.MoveNextWithResult();
        Deliver(cursor, new FormatException("bad event"));
        Deliver(cursor, new FormatException("bad event"));
        cursor.RecordDeliveryFailure();
        cursor.MoveNextWithResult();
        Deliver(cursor);
        cursor.MoveNextWithResult();
        Deliver(cursor, new FormatException("bad event"));
        Deliver(cursor, new FormatException("bad event"));
        Deliver(cursor, new FormatException("bad event"));
        cursor.RecordDeliveryFailure();
        // Orleans tells the subscriber that it gave up.
        cursor.GetCurrent(out _)!.ImportRequestContext();
        _deadLetters.Store();
        await _cache.ApplyFailurePolicyAsync(A, cursor.GetCurrent(out _)!.SequenceToken);
        cursor.MoveNextWithResult();

        Assert.Equal((1, 5), (Assert.Single(_deadLetters.Asked).Record.Position.Offset, _deadLetters.Asked.Single().Reason.Attempts));
        Assert.Equal([0, 1], _finished);
    }

    [Fact]
    public async Task ATransientFailure_IsRepeated_WhateverThePolicy()
    {
        _options.OnFailure = FailurePolicy.DeadLetter;
        _deadLetters.Store();
        Add((0, "a"));
        var cursor = Cursor(A, 0);
        cursor.MoveNextWithResult();

        for (var minute = 0; minute < 60; minute++)
        {
            await GiveUpAsync(cursor, new IOException("away"));
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Empty(_deadLetters.Asked);
        Assert.Equal(0, cursor.GetCurrent(out _)!.SequenceToken.SequenceNumber);
    }

    [Fact]
    public async Task AnUnclassifiedFailure_IsPermanentByTime_AndNotWhileMostFail()
    {
        _options.OnFailure = FailurePolicy.DeadLetter;
        _deadLetters.Store();
        Add((0, "a"), (1, "b"));
        var (a, b) = (Cursor(A, 0), Cursor(StreamId.Create("t", "b"), 0));
        a.MoveNextWithResult();
        b.MoveNextWithResult();

        for (var minute = 0; minute < 60; minute++)
        {
            await GiveUpAsync(a, new InvalidOperationException("who knows"));
            await GiveUpAsync(b, new InvalidOperationException("who knows"));
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        var outage = _deadLetters.Asked.Count;
        Deliver(b);
        b.MoveNextWithResult();
        await GiveUpAsync(a, new InvalidOperationException("who knows"));

        Assert.Equal(0, outage);
        Assert.Equal(0, Assert.Single(_deadLetters.Asked).Record.Position.Offset);
        a.Dispose();
        b.Dispose();
        Assert.Equal(0, _breaker.Failing);
    }

    [Fact]
    public void ACursorThatIsGone_CountsNoMoreInTheCircuitBreaker()
    {
        Add((0, "a"));
        var cursor = Cursor(A, 0);
        cursor.MoveNextWithResult();
        Deliver(cursor, new IOException("away"));
        var before = _breaker.Failing;
        var underWay = ((KafkaStreamBatch)cursor.GetCurrent(out _)!).Attempt!;
        var call = underWay.BeginCall();

        cursor.Dispose();
        underWay.EndAttempt(call, new IOException("away"), isTaken: false);

        Assert.Equal((1, 0), (before, _breaker.Failing));
    }

    [Fact]
    public void ABatch_HoldsEventsOfOneContext_AndCarriesIt()
    {
        _options.BatchCountMax = 10;
        Dispatch(Record(0, "a", ("orleans-context-who", "x")), Record(1, "a", ("orleans-context-who", "x"), ("trace", "1")), Record(2, "a"));
        _cache.AddToCache(_delivery.TakeBatches());
        var cursor = Cursor(A, 0);

        cursor.MoveNextWithResult();
        var first = (KafkaStreamBatch)cursor.GetCurrent(out _)!;
        cursor.MoveNextWithResult();
        var second = (KafkaStreamBatch)cursor.GetCurrent(out _)!;

        Assert.Equal((2, 1), (first.Values.Length, second.Values.Length));
        Assert.Equal([new KeyValuePair<string, string>("who", "x")], first.Context);
        Assert.Empty(second.Context);
    }

    [Fact]
    public void Contexts_AreNotRead_WhereTheTopicCarriesNone()
    {
        (_options.BatchCountMax, _options.CarriesRequestContext) = (10, false);
        Dispatch(Record(0, "a", ("orleans-context-who", "x")), Record(1, "a", ("orleans-context-who", "y")));
        _cache.AddToCache(_delivery.TakeBatches());
        var cursor = Cursor(A, 0);

        cursor.MoveNextWithResult();

        var batch = (KafkaStreamBatch)cursor.GetCurrent(out _)!;
        Assert.Equal((2, 0), (batch.Values.Length, batch.Context.Length));
    }

    [Fact]
    public async Task Stop_WaitsForDeadLettersOnTheirWay_SoThatNoneIsStoredTwice()
    {
        Dispatch(Record(0, ""));

        var stopped = _delivery.StopAsync();
        var before = (stopped.IsCompleted, _delivery.Condition.DeadLettersPending, _finished.Count);
        _deadLetters.Store();
        await stopped.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((false, 1, 0), before);
        Assert.Equal([0], _finished);
        Assert.Equal(0, _delivery.Condition.DeadLettersPending);
    }

    [Fact]
    public async Task ADeadLetterThatFails_LeavesItsRecordOpen_AndSaysSo()
    {
        Dispatch(Record(0, ""));

        _deadLetters.Fail(new InvalidOperationException("no such thing"));
        await Eventually.Async(() => _log.AtLeast(LogLevel.Critical).Count == 1, () => $"{_log.All.Count} lines");

        Assert.Contains("no such thing", _log.AtLeast(LogLevel.Critical)[0], StringComparison.Ordinal);
        Assert.Empty(_finished);
        await _delivery.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    private Processing Begin(DeliveryAttempt attempt, TimeSpan lasts)
    {
        var processing = attempt.BeginCall();
        _time.Advance(lasts);
        return processing;
    }

    // What the call's filter does.
    private static void Deliver(IQueueCacheCursor cursor, Exception? error = null, bool isTaken = true)
    {
        var attempt = ((KafkaStreamBatch)cursor.GetCurrent(out _)!).Attempt!;
        attempt.EndAttempt(attempt.BeginCall(), error, error is null && isTaken);
    }

    // What an agent does at the end of a delivery time.
    private async Task GiveUpAsync(IQueueCacheCursor cursor, Exception error)
    {
        Deliver(cursor, error);
        cursor.RecordDeliveryFailure();
        var batch = (KafkaStreamBatch)cursor.GetCurrent(out _)!;
        await _cache.ApplyFailurePolicyAsync(batch.StreamId, batch.SequenceToken);
        cursor.MoveNextWithResult();
    }

    private IQueueCacheCursor Cursor(StreamId stream, long offset) =>
        _cache.TryGetCacheCursor(stream, KafkaStreamSequenceToken.FromOffset("t", 0, offset)).Cursor!;

    private static void MoveThrough(IQueueCacheCursor cursor, int count)
    {
        for (var i = 0; i <= count; i++)
        {
            cursor.MoveNextWithResult();
        }
    }

    private void Purge() => _cache.TryPurgeFromCache(out _);

    private void Add(params (long Offset, string Key)[] records)
    {
        Dispatch(records);
        _cache.AddToCache(_delivery.TakeBatches());
    }

    private void Dispatch(params (long Offset, string Key)[] records) => Dispatch([.. records.Select(r => Record(r.Offset, r.Key))]);

    private void Dispatch(params KafkaRecord[] records)
    {
        foreach (var record in records)
        {
            _delivery.Dispatch(new PendingRecord(record, record.Position.Offset, 0));
        }
    }

    private static KafkaRecord Record(long offset, string key, params (string Name, string Value)[] headers) => new()
    {
        Position = new RecordPosition("t", Guid.Empty, 0, offset, -1),
        Timestamp = DateTimeOffset.UnixEpoch,
        Key = Encoding.UTF8.GetBytes(key),
        Value = [1],
        Headers = [.. headers.Select(h => new KeyValuePair<string, byte[]?>(h.Name, Encoding.UTF8.GetBytes(h.Value)))],
    };
}
