namespace Orleans.Streaming.Kafka.Tests.Memory;

public sealed class MemoryBudgetTests
{
    private const long PartitionBytes = 1_000_000;

    [Fact]
    public void Bytes_CountTheClientsQueuesAsIfTheyWereFull()
    {
        var budget = Create(memory: 16_000_000, prefetch: 2_000_000);

        Assert.Equal(4_000_000, budget.Bytes);
        using var partition = new PartitionMemory(budget);
        partition.Take(1_000, tracked: 1);
        Assert.Equal(4_000_000 + 1_000 + RecordCost.PerTrackedOffset, budget.Bytes);
    }

    [Theory]
    [InlineData(false, (2 * 8) + 64)]
    [InlineData(true, (2 * 8) + 64 + (3 * 8))]
    public void Reserved_CountsTheConsumerTheProducerAndThoseThatReadStreamsAgain(bool hasStreams, long mebibytes)
    {
        var options = new KafkaStreamOptions { PrefetchBytesMax = 8 << 20, RewindsMax = 3 };

        Assert.Equal(mebibytes << 20, MemoryBudget.ReservedBy(options, producerQueueBytes: 64 << 20, hasStreams));
    }

    [Fact]
    public void Defaults_LeaveHalfForRecords_EvenWithStreams()
    {
        var options = new KafkaStreamOptions();

        Assert.True(options.MemoryBytesMax >= 2 * MemoryBudget.ReservedBy(options, new KafkaProducerOptions().QueueBytesMax, hasStreams: true));
    }

    [Fact]
    public void PartitionLimit_UpToHalfOfTheWhole_IsThePartitionsOwn()
    {
        var budget = Create(memory: 12_000_000, prefetch: 1_000_000);
        using var big = new PartitionMemory(budget);
        using var other = new PartitionMemory(budget);

        big.Take(900_000, tracked: 0);

        Assert.False(big.IsFull);
        big.Take(100_000, tracked: 0);
        Assert.True(big.IsFull);
        Assert.False(other.IsFull);
    }

    [Fact]
    public void PartitionLimit_AboveHalfOfTheWhole_StopsThoseAboveTheirShareAndNotTheOthers()
    {
        // 4 MB for records: 2 MB for whoever needs it, and of 2 MB each of ten partitions has 200 kB.
        var budget = Create(memory: 6_000_000, prefetch: 1_000_000);
        var partitions = Enumerable.Range(0, 10).Select(_ => new PartitionMemory(budget)).ToList();
        foreach (var big in partitions.Take(3))
        {
            big.Take(700_000, tracked: 0);
        }

        Assert.All(partitions.Take(3), p => Assert.True(p.IsFull));
        Assert.All(partitions.Skip(3), p => Assert.False(p.IsFull));
        partitions.ForEach(p => p.Dispose());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public void AllPartitions_HoweverTheyAreFilled_NeverHoldMoreThanTheWhole(int favoured)
    {
        const long Largest = 5_000;
        var random = new Random(3);
        var budget = Create(memory: 6_000_000, prefetch: 1_000_000);
        var partitions = Enumerable.Range(0, 20).Select(_ => new PartitionMemory(budget)).ToList();

        for (var i = 0; i < 100_000; i++)
        {
            var partition = partitions[random.Next(i < 2_000 ? favoured : partitions.Count)];
            if (!partition.IsFull)
            {
                partition.Take(random.NextInt64(1, Largest), tracked: 0);
            }
        }

        Assert.All(partitions, p => Assert.True(p.IsFull));
        // A partition may go over by the record that filled it. All evenly filled take half; few large ones and then the rest take all.
        Assert.InRange(budget.Bytes, 4_000_000, 6_000_000 + (partitions.Count * Largest));
        partitions.ForEach(p => p.Dispose());
    }

    [Fact]
    public void Close_GivesBackWhatIsStillHeld_AndWhatComesLaterCountsNoMore()
    {
        var budget = Create(memory: 6_000_000, prefetch: 1_000_000);
        using var partition = new PartitionMemory(budget);
        partition.Take(5_000, tracked: 1);
        partition.Take(5_000, tracked: 2);

        partition.Close();
        partition.Release(5_000, 1, tracked: 1);

        Assert.Equal((budget.Reserved, 0L), (budget.Bytes, budget.Records));
    }

    private static MemoryBudget Create(long memory, long prefetch) => new(new KafkaStreamOptions
    {
        MemoryBytesMax = memory,
        PrefetchBytesMax = prefetch,
        PartitionBytesMax = PartitionBytes,
        PartitionRecordsMax = int.MaxValue,
        MemoryRecordsMax = long.MaxValue,
    });
}
