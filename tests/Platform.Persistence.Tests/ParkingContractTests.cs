using Orleans.Storage;
using Platform.Persistence.GroupCommit;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests;

/// <summary>What any database must do with parked records and quarantines.</summary>
public abstract class ParkingContractTests<TOptions>(TestDatabase<TOptions> database) : IAsyncLifetime, IDisposable
    where TOptions : GroupCommitStorageOptions
{
    private static readonly DateTimeOffset Time = new(2026, 5, 6, 7, 8, 9, 123, TimeSpan.Zero);

    private readonly StorageHarness _harness = StorageHarness.Create(database);

    private IParkingStorage Storage => _harness.Storage;

    public Task InitializeAsync() => _harness.Storage.StartAsync(CancellationToken.None);

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    public void Dispose()
    {
        database.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public async Task Records_WhenParked_AreReadBackByteForByteInOrder()
    {
        await ParkAsync("1", Record(1), Record(2) with { Key = null, Value = null, Headers = [], EventId = null, EventType = null }, Record(3));

        var records = await Storage.ReadParkedAsync(StorageHarness.State, StorageHarness.Order("1"), 1, 2);
        var rest = await Storage.ReadParkedAsync(StorageHarness.State, StorageHarness.Order("1"), 3, 10);

        Assert.Equal([1L, 2L], records.Select(record => record.Sequence));
        Assert.Equal(3L, Assert.Single(rest).Sequence);
        var (expected, actual) = (Record(1), records[0]);
        Assert.Equal(expected.Value, actual.Value);
        Assert.Equal(expected.Headers, actual.Headers, (left, right) => left.Key == right.Key && (left.Value ?? [9, 9]).SequenceEqual(right.Value ?? [9, 9]));
        Assert.Equal(expected with { Value = null, Headers = [] }, actual with { Value = null, Headers = [] });
        Assert.Equal((null, null, null, null), (records[1].Key, records[1].Value, records[1].EventId, records[1].EventType));
    }

    [SkippableFact]
    public async Task Questions_WhenManyComeAtOnce_LeaveTheWritesTheirConnections()
    {
        await ParkAsync("1", Record(1));
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _harness.Store.Queried = answer.Task;

        var queries = Enumerable.Range(0, 50).Select(_ => Storage.ReadParkedAsync(StorageHarness.State, StorageHarness.Order("1"), 1, 1)).ToArray();
        await _harness.WriteNewAsync("another");
        answer.SetResult();

        Assert.All(await Task.WhenAll(queries), records => Assert.Single(records));
        Assert.Equal(GroupCommitDatabase.QueriesAtOnceMax, _harness.Store.QueriesMost);
    }

    [SkippableFact]
    public async Task Questions_WhenNobodyWaitsForThemAnyMore_LeaveTheQueue()
    {
        await ParkAsync("1", Record(1));
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _harness.Store.Queried = answer.Task;
        using var patience = new CancellationTokenSource();
        var first = Enumerable.Range(0, GroupCommitDatabase.QueriesAtOnceMax).Select(_ => ReadAsync(CancellationToken.None)).ToArray();
        var given = Enumerable.Range(0, 50).SelectMany(_ => AllAsync(patience.Token)).ToArray();
        var last = ReadAsync(CancellationToken.None);

        await patience.CancelAsync();

        foreach (var query in given)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
        }

        answer.SetResult();
        Assert.All(await Task.WhenAll([.. first, last]), records => Assert.Single(records));
        Task<IReadOnlyList<ParkedRecord>>[] AllAsync(CancellationToken cancellationToken) =>
        [
            ReadAsync(cancellationToken),
            Storage.FindParkedAsync(StorageHarness.State, StorageHarness.Order("1"), "orders.created", 7, 1, 2, cancellationToken),
            Storage.ReadRejectedOutputsAsync(StorageHarness.State, StorageHarness.Order("1"), 1, 1, cancellationToken),
        ];
        Task<IReadOnlyList<ParkedRecord>> ReadAsync(CancellationToken cancellationToken) =>
            Storage.ReadParkedAsync(StorageHarness.State, StorageHarness.Order("1"), 1, 1, cancellationToken);
    }

    [SkippableFact]
    public async Task Records_WhenTheStateLosesItsRace_AreNotParked()
    {
        var stale = await ParkAsync("1", Record(1));
        stale.ETag = Guid.NewGuid().ToString("N");

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(
            StorageHarness.State, StorageHarness.Order("1"), stale, new ParkingChange { Quarantine = null, Add = [Record(2)], RemoveThrough = 1 }));

        Assert.Equal(1L, Assert.Single(await Storage.ReadParkedAsync(StorageHarness.State, StorageHarness.Order("1"), 1, 10)).Sequence);
        Assert.NotNull(await Storage.FindQuarantinedAsync(StorageHarness.State, StorageHarness.Order("1")));
    }

    [SkippableFact]
    public async Task State_WhenARecordIsRejected_IsNotWrittenAndItsNeighboursAre()
    {
        var state = await ParkAsync("1", Record(1));
        state.State = new OrderState { Status = "changed" };
        _harness.Store.Hold();

        // A sequence that is taken.
        var rejected = Storage.WriteStateAsync(StorageHarness.State, StorageHarness.Order("1"), state, new ParkingChange { Quarantine = Entity("1"), Add = [Record(2), Record(1)] });
        var neighbour = ParkAsync("2", Record(1));
        _harness.Store.Release();

        await Assert.ThrowsAsync<PersistenceException>(() => rejected);
        await neighbour;
        Assert.Equal("new", (await _harness.ReadAsync("1")).State!.Status);
        Assert.Single(await Storage.ReadParkedAsync(StorageHarness.State, StorageHarness.Order("1"), 1, 10));
        Assert.Single(await Storage.ReadParkedAsync(StorageHarness.State, StorageHarness.Order("2"), 1, 10));
    }

    [SkippableFact]
    public async Task Records_WhenRemovedOrDropped_AreNoLongerReadAndDroppedOnesKeepTheirReason()
    {
        var state = await ParkAsync("1", [.. Enumerable.Range(1, 6).Select(n => Record(n))]);

        await Storage.WriteStateAsync(StorageHarness.State, StorageHarness.Order("1"), state, new ParkingChange { Quarantine = Entity("1"), Drop = new ParkedDrop(2, 2, "a reason", Time) });
        await Storage.WriteStateAsync(StorageHarness.State, StorageHarness.Order("1"), state, new ParkingChange { Quarantine = Entity("1"), RemoveThrough = 3 });
        await Storage.WriteStateAsync(StorageHarness.State, StorageHarness.Order("1"), state, new ParkingChange { Quarantine = null, Drop = new ParkedDrop(5, 6, "another", Time) });

        Assert.Equal([4L], (await Storage.ReadParkedAsync(StorageHarness.State, StorageHarness.Order("1"), 1, 10)).Select(record => record.Sequence));
        var dropped = await Storage.ReadDroppedAsync(StorageHarness.State, StorageHarness.Order("1"), 1, 10);
        Assert.Equal([(2L, "a reason"), (5L, "another"), (6L, "another")], dropped.Select(record => (record.Sequence, record.DropReason!)));
        Assert.All(dropped, record => Assert.Equal(Time, record.DroppedAt));
    }

    [SkippableFact]
    public async Task Changes_OfEveryKindInOneBatch_TouchEachItsOwnGrain()
    {
        var states = new List<GrainState<OrderState>>();
        string[] keys = ["add", "remove", "drop", "release", "all"];
        foreach (var key in keys)
        {
            states.Add(await ParkAsync(key, Record(1), Record(2), Record(3)));
        }

        ParkingChange[] changes =
        [
            new() { Quarantine = Entity("add"), Add = [Record(4)] },
            new() { Quarantine = Entity("remove"), RemoveThrough = 2 },
            new() { Quarantine = Entity("drop"), Drop = new ParkedDrop(2, 3, "a reason", Time) },
            new() { Quarantine = null },

            // What is added is removed and dropped with what was there.
            new() { Quarantine = null, Add = [Record(4), Record(5)], RemoveThrough = 4, Drop = new ParkedDrop(1, 5, "another", Time) },
        ];
        _harness.Store.Hold();
        var first = _harness.WriteNewAsync("first");
        await Eventually.Async(() => _harness.Store.Waiting == 1, "a write to be under way");
        var writes = keys.Select((key, i) => Storage.WriteStateAsync(StorageHarness.State, StorageHarness.Order(key), states[i], changes[i])).ToArray();
        _harness.Store.Release();
        await Task.WhenAll([first, .. writes]);

        var found = new List<string>();
        foreach (var key in keys)
        {
            var parked = await Storage.ReadParkedAsync(StorageHarness.State, StorageHarness.Order(key), 1, 10);
            var dropped = await Storage.ReadDroppedAsync(StorageHarness.State, StorageHarness.Order(key), 1, 10);
            var isQuarantined = await Storage.FindQuarantinedAsync(StorageHarness.State, StorageHarness.Order(key)) is not null;
            found.Add($"{key}: {string.Join(',', parked.Select(static record => record.Sequence))} - {string.Join(',', dropped.Select(static record => record.Sequence))} {isQuarantined}");
        }

        Assert.Equal(["add: 1,2,3,4 -  True", "remove: 3 -  True", "drop: 1 - 2,3 True", "release: 1,2,3 -  False", "all:  - 5 False"], found);
    }

    [SkippableFact]
    public async Task Records_WhenLookedForByTheirPlace_AreFound()
    {
        await ParkAsync("1", [.. Enumerable.Range(1, 6).Select(n => Record(n))]);
        await ParkAsync("2", Record(3));

        var found = await Storage.FindParkedAsync(StorageHarness.State, StorageHarness.Order("1"), "orders.created", 7, 1_002, 1_004);
        var elsewhere = await Storage.FindParkedAsync(StorageHarness.State, StorageHarness.Order("1"), "orders.created", 8, 0, 10_000);

        Assert.Equal([2L, 3L, 4L], found.Select(record => record.Sequence));
        Assert.Empty(elsewhere);
    }

    [SkippableFact]
    public async Task Quarantine_WhenWritten_IsFoundAndReplacedAndRemoved()
    {
        var state = await ParkAsync("1", Record(1));
        var first = await Storage.FindQuarantinedAsync(StorageHarness.State, StorageHarness.Order("1"));

        var changed = Entity("1") with { IsRedriving = true, Parked = 9, EventId = null };
        await Storage.WriteStateAsync(StorageHarness.State, StorageHarness.Order("1"), state, new ParkingChange { Quarantine = changed });
        var second = await Storage.FindQuarantinedAsync(StorageHarness.State, StorageHarness.Order("1"));
        await Storage.WriteStateAsync(StorageHarness.State, StorageHarness.Order("1"), state, new ParkingChange { Quarantine = null });

        Assert.Equal(Entity("1"), first);
        Assert.Equal(changed, second);
        Assert.Null(await Storage.FindQuarantinedAsync(StorageHarness.State, StorageHarness.Order("1")));
    }

    [SkippableFact]
    public async Task Quarantines_WhenListed_ArePagedAndFilteredByErrorAndRedrive()
    {
        foreach (var (key, error, isRedriving) in new[] { ("b", "x", false), ("a", "x", true), ("c", "y", false), ("ü", "x", true) })
        {
            await Storage.WriteStateAsync(
                StorageHarness.State, StorageHarness.Order(key), StorageHarness.New(), new ParkingChange { Quarantine = Entity(key) with { ErrorType = error, IsRedriving = isRedriving } });
        }

        async Task<string[]> List(QuarantineQuery query) => [.. (await Storage.ListQuarantinedAsync(query)).Select(entity => entity.Key)];

        Assert.Equal(["a", "b"], await List(new QuarantineQuery { Limit = 2 }));
        Assert.Equal(["c", "ü"], await List(new QuarantineQuery { Limit = 2, AfterGrain = "order", AfterKey = "b" }));
        Assert.Equal(["a", "b", "ü"], await List(new QuarantineQuery { Limit = 9, ErrorType = "x" }));
        Assert.Equal(["a", "ü"], await List(new QuarantineQuery { Limit = 9, OnlyRedriving = true }));
        Assert.Empty(await List(new QuarantineQuery { Limit = 9, AfterGrain = "ordes", AfterKey = "" }));
    }

    [SkippableFact]
    public async Task RowMarker_OfAnEntityInWhichEventsWait_IsReturnedOnlyByAQueryForSuch()
    {
        var state = StorageHarness.New();
        await Storage.WriteStateAsync(StorageHarness.State, StorageHarness.Order("w"), state, new ParkingChange { Quarantine = Entity("w") with { ErrorType = QuarantinedEntity.RowMarker } });
        await ParkAsync("q", Record(1));

        async Task<string[]> List(QuarantineQuery query) => [.. (await Storage.ListQuarantinedAsync(query)).Select(entity => entity.Key)];
        var found = await Storage.FindQuarantinedAsync(StorageHarness.State, StorageHarness.Order("w"));

        Assert.Null(found);
        Assert.Equal(["q"], await List(new QuarantineQuery { Limit = 9 }));
        Assert.Equal(["w"], await List(new QuarantineQuery { Limit = 9, DeferredSince = Time }));
        Assert.Empty(await List(new QuarantineQuery { Limit = 9, DeferredSince = Time.AddMilliseconds(-1) }));
        Assert.Empty(await List(new QuarantineQuery { Limit = 9, DeferredSince = Time, AfterGrain = "order", AfterKey = "w" }));
        await Storage.WriteStateAsync(StorageHarness.State, StorageHarness.Order("w"), state, new ParkingChange { Quarantine = null });
        Assert.Empty(await List(new QuarantineQuery { Limit = 9, DeferredSince = Time }));
    }

    [SkippableFact]
    public async Task RejectedOutputs_AreCountedAtTheirEntityAndListedUntilTheyAreSettled()
    {
        var live = StorageHarness.New();
        await Storage.WriteStateAsync(StorageHarness.State, StorageHarness.Order("live"), live, Rejected(null, 1, 2, 3));
        var quarantined = StorageHarness.New();
        await Storage.WriteStateAsync(StorageHarness.State, StorageHarness.Order("quarantined"), quarantined, Rejected(Entity("quarantined"), 1));
        var deferring = StorageHarness.New();
        await Storage.WriteStateAsync(StorageHarness.State, StorageHarness.Order("deferring"), deferring, Rejected(Entity("deferring") with { ErrorType = QuarantinedEntity.RowMarker }, 1));
        await ParkAsync("parked", Record(1));

        var all = await ListAsync(new QuarantineQuery { Limit = 9 });
        var rejected = await ListAsync(new QuarantineQuery { Limit = 9, ErrorType = QuarantinedEntity.RejectedOutput });
        var page = await ListAsync(new QuarantineQuery { Limit = 1, ErrorType = QuarantinedEntity.RejectedOutput, AfterGrain = "order", AfterKey = "deferring" });
        var found = await Storage.FindQuarantinedAsync(StorageHarness.State, StorageHarness.Order("live"));
        await SettleAsync("live", live, new SettledOutputs([1], null, Time));
        await SettleAsync("live", live, new SettledOutputs([3, 8], "not wanted", Time));
        var left = await Storage.FindQuarantinedAsync(StorageHarness.State, StorageHarness.Order("live"));
        var outputs = await Storage.ReadRejectedOutputsAsync(StorageHarness.State, StorageHarness.Order("live"), 1, 9);
        var dropped = await Storage.ReadDroppedAsync(StorageHarness.State, StorageHarness.Order("live"), 1, 9);
        await SettleAsync("live", live, new SettledOutputs([2], null, Time));

        Assert.Equal(["deferring output-refused 1", "live output-refused 3", "parked amount-overflow 0", "quarantined amount-overflow 1"], all);
        Assert.Equal(["deferring output-refused 1", "live output-refused 3", "quarantined output-refused 1"], rejected);
        Assert.Equal(["live output-refused 3"], page);
        Assert.Equal((Time, "orders.created", 0L, false), (found!.Since, found.Topic, found.Parked, found.IsRedriving));
        Assert.Equal(1, left!.RejectedOutputs);
        Assert.Equal([2L], outputs.Select(record => record.Sequence));
        Assert.Equal([(2L, "rejected"), (3L, "not wanted")], dropped.Select(record => (record.Sequence, record.DropReason!)));
        Assert.Null(await Storage.FindQuarantinedAsync(StorageHarness.State, StorageHarness.Order("live")));

        async Task<string[]> ListAsync(QuarantineQuery query) => [.. (await Storage.ListQuarantinedAsync(query)).Select(entity => $"{entity.Key} {entity.ErrorType} {entity.RejectedOutputs}")];
        Task SettleAsync(string key, GrainState<OrderState> state, SettledOutputs settled) =>
            Storage.WriteStateAsync(StorageHarness.State, StorageHarness.Order(key), state, new ParkingChange { Quarantine = null, Outputs = settled });
        static ParkingChange Rejected(QuarantinedEntity? quarantine, params long[] sequences) => new()
        {
            Quarantine = quarantine,
            Add = [.. sequences.Select(sequence => Record(sequence) with { ErrorType = QuarantinedEntity.RejectedOutput })],
            Drop = new ParkedDrop(1, sequences[^1], "rejected", Time),
        };
    }

    [SkippableFact]
    public async Task Records_WhenTheirTextHoldsWhatADatabaseRejects_AreParkedAllTheSame()
    {
        await ParkAsync("1", Record(1) with { Key = "a\0b", EventId = "i\0d", Error = "bad \0 text" });

        var record = Assert.Single(await Storage.ReadParkedAsync(StorageHarness.State, StorageHarness.Order("1"), 1, 10));

        Assert.Equal("a\0b", record.Key);
    }

    private async Task<GrainState<OrderState>> ParkAsync(string key, params ParkedRecord[] records)
    {
        var state = StorageHarness.New();
        await Storage.WriteStateAsync(StorageHarness.State, StorageHarness.Order(key), state, new ParkingChange { Quarantine = Entity(key), Add = records });
        return state;
    }

    private static ParkedRecord Record(long sequence) => new()
    {
        Sequence = sequence,
        Topic = "orders.created",
        TopicId = new Guid("11112222-3333-4444-5555-666677778888"),
        Partition = 7,
        Offset = 1_000 + sequence,
        LeaderEpoch = -1,
        Timestamp = Time,
        Key = "schlüssel",
        Value = [0, 1, 255, 0],
        Headers = [new("a", [0, 200]), new("none", null), new("empty", []), new("a", "twice"u8.ToArray())],
        EventId = "event-1",
        EventType = "order.created",
        ErrorType = "amount-overflow",
        Error = "The sum has more digits than can be kept.",
        ParkedAt = Time,
    };

    private static QuarantinedEntity Entity(string key) => new()
    {
        Grain = "order",
        Key = key,
        Since = Time,
        ErrorType = "amount-overflow",
        Error = "too many digits",
        EventId = "event-1",
        EventType = "order.created",
        Topic = "orders.created",
        Partition = 7,
        Offset = 1_001,
        Parked = 3,
        IsRedriving = false,
    };
}
