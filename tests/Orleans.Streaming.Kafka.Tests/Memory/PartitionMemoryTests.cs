namespace Orleans.Streaming.Kafka.Tests.Memory;

public sealed class PartitionMemoryTests : IDisposable
{
    private readonly PartitionMemory _memory = new(new MemoryBudget(new KafkaStreamOptions { PartitionRecordsMax = 100 }));

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void Marks_AreTheLimitAndAQuarterOfIt()
    {
        Fill(99);
        Assert.False(_memory.IsFull);
        Fill(1);
        Assert.True(_memory.IsFull);

        _memory.Release(0, 74, tracked: 0);
        Assert.False(_memory.IsLow);
        _memory.Release(0, 1, tracked: 0);
        Assert.True(_memory.IsLow);
    }

    [Fact]
    public void TrackedOffsets_AboveAnUnfinishedRecord_Count()
    {
        _memory.Take(1_000, tracked: 1);
        for (var i = 2; i <= 1_000; i++)
        {
            _memory.Take(1_000, tracked: i);
            _memory.Release(1_000, 1, tracked: i);
        }

        Assert.Equal(1_000 + (1_000 * RecordCost.PerTrackedOffset), _memory.Bytes);
        Assert.Equal(1, _memory.Records);
    }

    [Fact]
    public void WaitForRoom_WhenNothingIsFinished_GivesUp()
    {
        Fill(100);

        Assert.False(_memory.WaitForRoom(TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public async Task WaitForRoom_WhenRecordsAreFinished_ReturnsAtOnce()
    {
        Fill(100);
        var waiting = Task.Run(() => _memory.WaitForRoom(TimeSpan.FromSeconds(30)));

        for (var i = 0; i < 10; i++)
        {
            _memory.Release(0, 1, tracked: 0);
        }

        Assert.True(await waiting.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    private void Fill(int records)
    {
        for (var i = 0; i < records; i++)
        {
            _memory.Take(0, tracked: 0);
        }
    }
}
