using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.Support;
using KafkaCode = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka.Tests.DeadLetters;

public sealed class DeadLetterWriterTests : IDisposable
{
    private static readonly DeadLetterReason Reason = new("bad-thing", "it is bad", null, 0);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly FakeProducer _producer = new();
    private readonly CapturedLog _log = new();
    private readonly DeadLetterWriter _writer;
    private Task _answered = Task.CompletedTask;
    private int? _partitions = 12;
    private int _questions;

    public DeadLetterWriterTests() => _writer = Create(store: null);

    private DeadLetterWriter Create(IOversizedRecordStore? store) => new(
        "group",
        _producer,
        new DeadLetterTopics(
            async (_, _) =>
            {
                Interlocked.Increment(ref _questions);
                await _answered;
                return _partitions;
            },
            _time),
        store,
        new RetrySchedule(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)),
        new KafkaMetrics(_services.GetRequiredService<IMeterFactory>()),
        new LogThrottle<LogKind>(_time),
        _time,
        _log.For<DeadLetterWriter>());

    public void Dispose()
    {
        _log.Dispose();
        _services.Dispose();
    }

    [Theory]
    [InlineData(12, 7)]
    [InlineData(4, 3)]
    [InlineData(1, 0)]
    public async Task Write_KeepsThePartitionNumber_OrFoldsItWhereThereAreFewer(int partitions, int expected)
    {
        _partitions = partitions;

        await _writer.WriteAsync(Record(7), Reason, CancellationToken.None);

        Assert.Equal(expected, Assert.Single(_producer.Sent).Partition);
    }

    [Fact]
    public async Task Write_WhenTheTopicIsMissing_WaitsSaysSoAndGoesOnOnceItIsCreated()
    {
        _partitions = null;

        var written = _writer.WriteAsync(Record(0), Reason, CancellationToken.None);
        await Eventually.Async(() => _writer.Problem is not null, () => "no problem reported");

        Assert.Contains("Topic \"orders.dlq\" does not exist", _writer.Problem, StringComparison.Ordinal);
        Assert.False(written.IsCompleted);
        _partitions = 1;
        await AdvanceUntilAsync(written);
        Assert.Single(_producer.Sent);
        Assert.Null(_writer.Problem);
    }

    [Fact]
    public async Task Write_OfManyWhileTheTopicIsMissing_AsksForAllAtOnce_AndOnceASecond()
    {
        var answer = new TaskCompletionSource();
        (_answered, _partitions) = (answer.Task, null);

        var written = Task.WhenAll(Enumerable.Range(0, 2_000).Select(_ => _writer.WriteAsync(Record(0), Reason, CancellationToken.None)));
        var pending = _questions;
        answer.SetResult();
        await Eventually.Async(() => _writer.Problem?.StartsWith("2000 ", StringComparison.Ordinal) == true, () => $"{_writer.Problem}");
        for (var i = 0; i < 50; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        var missing = _questions;
        _partitions = 1;
        await AdvanceUntilAsync(written);

        Assert.Equal(1, pending);
        Assert.InRange(missing, 1, 7);
        Assert.Equal(2_000, _producer.Sent.Count);
        Assert.InRange(_log.All.Count, 2, 12);
    }

    [Theory]
    [InlineData(KafkaCode.MsgSizeTooLarge)]
    [InlineData(KafkaCode.InvalidMsgSize)]
    [InlineData(KafkaCode.RecordListTooLarge)]
    public async Task Write_WhenItIsTooLarge_StoresAStubThatSaysThatTheBytesAreNotKept(KafkaCode problem)
    {
        _producer.Fail = m => IsStub(m) ? null : Failure(problem);

        await _writer.WriteAsync(Record(0), Reason, CancellationToken.None);

        Assert.Contains(Assert.Single(_producer.Sent).Headers, h => h.Key == "dlq-stub-kept" && h.Value!.SequenceEqual("false"u8.ToArray()));
    }

    [Fact]
    public async Task Write_WhenItWasRejectedForItsNeighboursSize_IsStoredWhole()
    {
        var sends = 0;
        _producer.Fail = _ => sends++ == 0 ? Failure(KafkaCode.MsgSizeTooLarge) : null;

        await _writer.WriteAsync(Record(0), Reason, CancellationToken.None);

        Assert.False(IsStub(Assert.Single(_producer.Sent)), "a stub was stored");
    }

    [Fact]
    public async Task Write_WhenARecordWithoutAValueIsTooLarge_StoresAStubOnce()
    {
        // A huge key or huge headers.
        _producer.Fail = static m => IsStub(m) ? null : Failure(KafkaCode.MsgSizeTooLarge);

        await _writer.WriteAsync(Record(0, value: null), Reason, CancellationToken.None);

        Assert.True(IsStub(Assert.Single(_producer.Sent)));
    }

    [Theory]
    [InlineData(KafkaCode.InvalidRecord)]
    [InlineData(KafkaCode.InvalidTimestamp)]
    [InlineData(KafkaCode.Local_UnknownPartition)]
    [InlineData(KafkaCode.Local_InvalidArg)]
    public async Task Write_WhenItIsRejectedForAnythingButItsSize_WaitsWithAllItsBytes(KafkaCode problem)
    {
        var isRejected = true;
        _producer.Fail = _ => isRejected ? Failure(problem) : null;

        var written = _writer.WriteAsync(Record(0), Reason, CancellationToken.None);
        await Eventually.Async(() => _writer.Problem is not null, () => "no problem reported");
        isRejected = false;
        await AdvanceUntilAsync(written);

        var letter = Assert.Single(_producer.Sent);
        Assert.False(IsStub(letter));
        Assert.Equal([1], letter.Value!);
    }

    [Fact]
    public async Task Write_WhenTheTopicHasFewerPartitionsThanBefore_LooksAgainAndFoldsIt()
    {
        await _writer.WriteAsync(Record(7), Reason, CancellationToken.None);
        _partitions = 4;
        _producer.Fail = static m => m.Partition >= 4 ? Failure(KafkaCode.Local_UnknownPartition) : null;

        await AdvanceUntilAsync(_writer.WriteAsync(Record(7), Reason, CancellationToken.None));

        Assert.Equal([7, 3], _producer.Sent.Select(m => m.Partition));
        Assert.DoesNotContain(_producer.Sent, IsStub);
    }

    [Fact]
    public async Task Write_WhenItIsTooLarge_GivesTheStoreEverythingBeforeTheStub()
    {
        var store = new FakeStore(() => _producer.Sent.Count);
        _producer.Fail = static m => IsStub(m) ? null : Failure(KafkaCode.MsgSizeTooLarge);
        var record = Record(3);

        await Create(store).WriteAsync(record, Reason with { Entity = "e" }, CancellationToken.None);

        var (refused, sentBefore) = Assert.Single(store.Kept);
        Assert.Equal(0, sentBefore);
        Assert.Same(record, refused.Record);
        Assert.Equal(("group", "bad-thing", "it is bad", "e"), (refused.Group, refused.ErrorType, refused.Error, refused.Entity));
        Assert.Contains("MsgSizeTooLarge", refused.Rejection, StringComparison.Ordinal);
        Assert.Contains(Assert.Single(_producer.Sent).Headers, h => h.Key == "dlq-stub-kept" && h.Value!.SequenceEqual("true"u8.ToArray()));
    }

    [Fact]
    public async Task Write_WhileTheStoreFails_WaitsAndSaysSo()
    {
        var store = new FakeStore(() => 0) { Failures = 3 };
        _producer.Fail = static m => IsStub(m) ? null : Failure(KafkaCode.MsgSizeTooLarge);

        var written = Create(store).WriteAsync(Record(0), Reason, CancellationToken.None);
        Assert.False(written.IsCompleted);
        Assert.Empty(_producer.Sent);
        await AdvanceUntilAsync(written);

        Assert.Single(store.Kept);
        Assert.Single(_producer.Sent);
    }

    [Fact]
    public async Task Write_WhenTheStoreWillNeverTakeIt_SaysInTheStubThatTheBytesAreNotKept()
    {
        var store = new FakeStore(() => 0) { Takes = false };
        _producer.Fail = static m => IsStub(m) ? null : Failure(KafkaCode.MsgSizeTooLarge);

        await Create(store).WriteAsync(Record(0), Reason, CancellationToken.None);

        Assert.Contains(Assert.Single(_producer.Sent).Headers, h => h.Key == "dlq-stub-kept" && h.Value!.SequenceEqual("false"u8.ToArray()));
    }

    [Theory]
    [InlineData(KafkaCode.MsgSizeTooLarge)]
    [InlineData(KafkaCode.InvalidRecord)]
    public async Task Write_WhenEvenTheStubIsRejected_AndTheBytesAreKept_IsDoneLoudly(KafkaCode problem)
    {
        _producer.Fail = m => Failure(IsStub(m) ? problem : KafkaCode.MsgSizeTooLarge);

        await Create(new FakeStore(() => 0)).WriteAsync(Record(0), Reason, CancellationToken.None);

        Assert.Empty(_producer.Sent);
        Assert.Contains(_log.AtLeast(LogLevel.Critical), line => line.Contains("takes neither all nor a stub", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Write_WhenEvenTheStubIsRejected_AndNothingKeepsTheBytes_WaitsLoudlyForTheTopicToTakeIt()
    {
        var isMended = false;
        _producer.Fail = m => IsStub(m) && isMended ? null : Failure(KafkaCode.MsgSizeTooLarge);

        var written = _writer.WriteAsync(Record(0), Reason, CancellationToken.None);
        await Eventually.Async(() => _writer.Problem is not null, () => "no problem reported");

        Assert.False(written.IsCompleted);
        Assert.Contains(_log.AtLeast(LogLevel.Critical), line => line.Contains("refuses the dead letter", StringComparison.Ordinal));
        isMended = true;
        await AdvanceUntilAsync(written);
        Assert.Single(_producer.Sent);
        Assert.Null(_writer.Problem);
    }

    [Fact]
    public async Task Write_WhateverFails_IsRepeatedUntilItIsStored()
    {
        var left = 7;
        _producer.Fail = _ => left-- > 0 ? new ObjectDisposedException("producer") : null;

        await AdvanceUntilAsync(_writer.WriteAsync(Record(0), Reason, CancellationToken.None));

        Assert.Single(_producer.Sent);
    }

    [Fact]
    public async Task Write_WhenThePartitionEnds_Ends()
    {
        using var ended = new CancellationTokenSource();
        _partitions = null;
        var written = _writer.WriteAsync(Record(0), Reason, ended.Token);

        await ended.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => written);
        Assert.Null(_writer.Problem);
    }

    private static KafkaRecord Record(int partition) => Record(partition, [1]);

    private static KafkaRecord Record(int partition, byte[]? value) => new()
    {
        Position = new RecordPosition("orders", Guid.Empty, partition, 41, 1),
        Timestamp = DateTimeOffset.UnixEpoch,
        Value = value,
    };

    private static bool IsStub(KafkaMessage message) => message.Headers.Any(h => h.Key == "dlq-stub-sha256");

    private static KafkaStreamException Failure(KafkaCode code) =>
        new($"refused: {code}", KafkaErrors.IsTransient(new Error(code)), new KafkaException(new Error(code)));

    private async Task AdvanceUntilAsync(Task task)
    {
        await Eventually.Async(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return task.IsCompleted;
            },
            () => "not written");
        await task;
    }

    private sealed class FakeStore(Func<int> countSent) : IOversizedRecordStore
    {
        public ConcurrentQueue<(OversizedRecord Refused, int SentBefore)> Kept { get; } = new();

        public int Failures { get; set; }

        public bool Takes { get; init; } = true;

        public Task<bool> KeepAsync(OversizedRecord refused, CancellationToken cancellationToken)
        {
            if (Failures-- > 0)
            {
                return Task.FromException<bool>(new IOException("database away"));
            }

            Kept.Enqueue((refused, countSent()));
            return Task.FromResult(Takes);
        }
    }
}
