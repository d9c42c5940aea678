using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.DeadLetters;

public sealed class DeadLetterWriterTests : IDisposable
{
    private static readonly DeadLetterReason Reason = new("bad-thing", "it is bad", null, 0);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly FakeProducer _producer = new();
    private readonly DeadLetterWriter _writer;
    private int? _partitions = 12;

    public DeadLetterWriterTests() => _writer = new DeadLetterWriter(
        "group",
        _producer,
        new DeadLetterTopics((_, _) => Task.FromResult(_partitions)),
        new RetrySchedule(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)),
        new KafkaMetrics(_services.GetRequiredService<IMeterFactory>()),
        _time,
        NullLogger<DeadLetterWriter>.Instance);

    public void Dispose() => _services.Dispose();

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
    public async Task Write_WhenItIsTooLarge_StoresAStub()
    {
        _producer.Fail = static m => m.Value is null ? null : new KafkaStreamException("too large", isTransient: false);

        await _writer.WriteAsync(Record(0), Reason, CancellationToken.None);

        Assert.Contains(Assert.Single(_producer.Sent).Headers, h => h.Key == "dlq-stub-sha256");
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

    private static KafkaRecord Record(int partition) => new()
    {
        Position = new RecordPosition("orders", Guid.Empty, partition, 41, 1),
        Timestamp = DateTimeOffset.UnixEpoch,
        Value = [1],
    };

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
}
