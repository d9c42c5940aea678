using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests;

/// <summary>What any database must do with records that no dead-letter topic takes.</summary>
public abstract class OversizedRecordContractTests<TOptions>(TestDatabase<TOptions> database) : IAsyncLifetime, IDisposable
    where TOptions : GroupCommitStorageOptions
{
    private static readonly DateTimeOffset Time = new(2026, 5, 6, 7, 8, 9, 123, TimeSpan.Zero);

    private readonly StorageHarness _harness = StorageHarness.Create(database);

    private IOversizedRecordStorage Storage => _harness.Storage;

    public Task InitializeAsync() => _harness.Storage.StartAsync(CancellationToken.None);

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    public void Dispose()
    {
        database.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public async Task Record_WhenKept_IsReadBackByteForByte()
    {
        var large = new byte[3_000_000];
        new Random(1).NextBytes(large);
        var kept = Record(1) with { Value = large };

        await Storage.KeepAsync(kept, CancellationToken.None);

        var read = Assert.Single(await Storage.ReadAsync("g", "orders.created", 7, 0, 10));
        Assert.Equal(large, read.Value);
        Assert.Equal(kept.Key, read.Key);
        Assert.Equal(kept.Headers, read.Headers, (left, right) => left.Key == right.Key && (left.Value ?? [9, 9]).SequenceEqual(right.Value ?? [9, 9]));
        Assert.Equal(kept with { Key = null, Value = null, Headers = [] }, read with { Key = null, Value = null, Headers = [] });
    }

    [SkippableFact]
    public async Task Record_WithoutKeyValueAndEntity_AndWithTextADatabaseRejects_IsKept()
    {
        await Storage.KeepAsync(Record(1) with { Key = null, Value = null, Headers = [], Entity = null, Error = "bad \0 text" }, CancellationToken.None);

        var read = Assert.Single(await Storage.ReadAsync("g", "orders.created", 7, 0, 10));

        Assert.Equal((null, null, null), (read.Key, read.Value, read.Entity));
        Assert.Empty(read.Headers);
        Assert.StartsWith("bad ", read.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Record_WhenItComesAgain_StaysAsItWasFirst()
    {
        await Storage.KeepAsync(Record(1), CancellationToken.None);

        await Storage.KeepAsync(Record(1) with { Attempts = 99 }, CancellationToken.None);

        Assert.Equal(Record(1).Attempts, Assert.Single(await Storage.ReadAsync("g", "orders.created", 7, 0, 10)).Attempts);
    }

    [SkippableFact]
    public async Task Records_AreReadByOffsetPerGroupTopicAndPartition()
    {
        foreach (var record in new[]
        {
            Record(3), Record(1), Record(2), Record(2) with { TopicId = Guid.NewGuid() }, Record(5),
            Record(4) with { Group = "other" }, Record(4) with { Topic = "orders.updated" }, Record(4) with { Partition = 8 },
        })
        {
            await Storage.KeepAsync(record, CancellationToken.None);
        }

        async Task<IEnumerable<long>> Offsets(long from, int limit) => (await Storage.ReadAsync("g", "orders.created", 7, from, limit)).Select(record => record.Offset);

        Assert.Equal([1L, 2L, 2L, 3L, 5L], await Offsets(0, 10));
        Assert.Equal([2L, 2L], await Offsets(2, 2));
        Assert.Empty(await Offsets(6, 10));
    }

    private static OversizedRecord Record(long offset) => new()
    {
        Group = "g",
        Topic = "orders.created",
        TopicId = new Guid("11112222-3333-4444-5555-666677778888"),
        Partition = 7,
        Offset = offset,
        Timestamp = Time,
        Key = [0xFF, 0, 1],
        Value = [0, 1, 255, 0],
        Headers = [new("a", [0, 200]), new("none", null), new("empty", []), new("a", "twice"u8.ToArray())],
        Entity = "o-1",
        Attempts = 5,
        ErrorType = "amount-overflow",
        Error = "The sum has more digits than can be kept.",
        Rejection = "Broker: Message size too large",
        RejectedAt = Time,
    };
}
