using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Streams;

public sealed class KafkaQueueCacheTests : IDisposable
{
    private static readonly StreamId A = StreamId.Create("t", "a");
    private static readonly StreamId B = StreamId.Create("t", "b");

    private readonly List<long> _finished = [];
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly StreamDelivery _delivery;
    private readonly KafkaQueueCache _cache;

    public KafkaQueueCacheTests()
    {
        var options = new KafkaStreamTopicOptions();
        var limits = new KafkaStreamOptions();
        var services = new DeliveryServices("g", null!, new RawBytesDecoder(), null!, DispatchLimits.Of(limits), null!, _time, NullLoggerFactory.Instance)
        {
            Memory = new MemoryBudget(limits),
            Classifier = new FailureClassifier(),
            PermanentFailure = PermanentFailurePolicy.DeadLetter,
            Outage = new OutageGuard(1),
        };
        _delivery = new StreamDelivery(services, new StreamRecordReader("t", options, new RawBytesDecoder()), p => _finished.Add(p.Record.Position.Offset), _ended.Token);
        _cache = new KafkaQueueCache("t", 0, options, services, _ => throw new InvalidOperationException("Nothing is to be read again here."), NullLogger<KafkaQueueCache>.Instance);
        _cache.Attach(Guid.Empty, 0);
        _delivery.Start();
    }

    public void Dispose() => _ended.Dispose();

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
        cursor.GetCurrent(out _)!.ImportRequestContext();
        cursor.Dispose();

        _cache.CloseAsync();
        _ = _delivery.StopAsync();
        _delivery.Start();

        // The first delivery was tried and did not fail.
        Assert.Equal([0], _finished);
        Assert.Equal([1, 2], _delivery.TakeBatches().Select(b => b.SequenceToken.SequenceNumber));
    }

    [Fact]
    public void Stop_DrainsWhatIsInFlight_AndDeliversNothingMore()
    {
        Add((0, "a"), (1, "a"));
        var cursor = Cursor(A, 0);
        cursor.MoveNextWithResult();

        var drained = _delivery.StopAsync();
        var before = drained.IsCompleted;
        var next = cursor.MoveNextWithResult();

        Assert.False(before);
        Assert.True(drained.IsCompleted);
        Assert.Equal(QueueCacheCursorMoveResultKind.NoData, next.Kind);
        Assert.Equal([0], _finished);
    }

    [Fact]
    public void ANewAssignment_TakesThePlaceOfTheOldRecords_AndRepeatsNothingForACursor()
    {
        Add((0, "a"), (1, "a"), (2, "a"));
        var cursor = Cursor(A, 0);
        MoveThrough(cursor, 2);

        _cache.Attach(Guid.Empty, 1);
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
        var anew = _cache.TryGetCacheCursor(A, shown.SequenceToken).Cursor!;
        Purge();
        anew.MoveNextWithResult();

        Assert.Equal(0, whileForgotten);
        Assert.Equal(0, anew.GetCurrent(out _)!.SequenceToken.SequenceNumber);
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
        foreach (var (offset, key) in records)
        {
            var record = new KafkaRecord
            {
                Position = new RecordPosition("t", Guid.Empty, 0, offset, -1),
                Timestamp = DateTimeOffset.UnixEpoch,
                Key = System.Text.Encoding.UTF8.GetBytes(key),
                Value = [1],
            };
            _delivery.Dispatch(new PendingRecord(record, offset, 0));
        }

        _cache.AddToCache(_delivery.TakeBatches());
    }
}
