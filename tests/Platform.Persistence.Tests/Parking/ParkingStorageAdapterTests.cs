using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Platform.Persistence.Parking;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Parking;

/// <summary>Deferred writes over a storage that knows none.</summary>
public sealed class ParkingStorageAdapterTests : IAsyncLifetime, IDisposable
{
    private readonly DatabaseFile _file = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly StorageHarness _inner;
    private readonly ParkingStorageAdapter _storage;

    public ParkingStorageAdapterTests()
    {
        _inner = StorageHarness.Create(_file);
        _storage = new ParkingStorageAdapter(
            _inner.Storage, _services.GetRequiredService<Serializer>(), _services.GetRequiredService<IActivatorProvider>(), NullLogger<ParkingStorageAdapter>.Instance);
    }

    public Task InitializeAsync() => _inner.Storage.StartAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _inner.DisposeAsync();
        await _services.DisposeAsync();
    }

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Write_WhenAnotherOfItsKeyIsUnderWay_TakesWhatIsNewestAfterIt()
    {
        var order = new DeferredOrder();
        _inner.Store.Hold();
        Write(order, "1");
        await Eventually.Async(() => _inner.Store.Waiting == 1, "the first write to be under way");
        Write(order, "1");

        order.Newest = new OrderState { Status = "second" };
        _inner.Store.Release();
        await order.EndedAsync(2);

        Assert.Empty(order.Failures);
        var read = StorageHarness.New();
        await _storage.ReadStateAsync(StorageHarness.State, StorageHarness.Order("1"), read);
        Assert.Equal(("second", order.ETag), (read.State!.Status, read.ETag));
    }

    [Fact]
    public async Task Write_WhenItFails_TheOwnerHearsWhyAndTheKeysNextIsWritten()
    {
        var order = new DeferredOrder { ETag = Guid.NewGuid().ToString("N"), OnEnd = static () => throw new InvalidOperationException("owner") };

        Write(order, "1");
        await order.EndedAsync();
        order.ETag = null;
        Write(order, "1");
        await order.EndedAsync(2);

        Assert.IsType<InconsistentStateException>(Assert.Single(order.Failures));
        Assert.Equal(1, order.Written);
    }

    [Fact]
    public async Task RejectedOutputs_AreListedUntilTheyAreSettled()
    {
        var (id, state, at) = (StorageHarness.Order("1"), StorageHarness.New(), DateTimeOffset.UnixEpoch);
        await _storage.WriteStateAsync(StorageHarness.State, id, state, new ParkingChange { Quarantine = null, Add = [Output(1), Output(2)], Drop = new ParkedDrop(1, 2, "rejected", at) });
        var query = new QuarantineQuery { Limit = 9, ErrorType = QuarantinedEntity.RejectedOutput };
        var listed = Assert.Single(await _storage.ListQuarantinedAsync(query));

        await _storage.WriteStateAsync(StorageHarness.State, id, state, new ParkingChange { Quarantine = null, Outputs = new SettledOutputs([1], null, at) });
        var left = await _storage.ReadRejectedOutputsAsync(StorageHarness.State, id, 0, 9);
        await _storage.WriteStateAsync(StorageHarness.State, id, state, new ParkingChange { Quarantine = null, Outputs = new SettledOutputs([2], "not wanted", at) });

        Assert.Equal((QuarantinedEntity.RejectedOutput, 2L), (listed.ErrorType, listed.RejectedOutputs));
        Assert.Equal(2, Assert.Single(left).Sequence);
        Assert.Empty(await _storage.ListQuarantinedAsync(query));
        Assert.Equal((QuarantinedEntity.DroppedOutput, "not wanted"), (Assert.Single(await _storage.ReadDroppedAsync(StorageHarness.State, id, 0, 9)) is var dropped ? dropped.ErrorType : "", dropped.DropReason!));

        static ParkedRecord Output(long sequence) => new()
        {
            Sequence = sequence,
            Topic = "out",
            TopicId = Guid.Empty,
            Partition = -1,
            Offset = -1,
            LeaderEpoch = -1,
            Timestamp = DateTimeOffset.UnixEpoch,
            ErrorType = QuarantinedEntity.RejectedOutput,
            Error = "too large",
            ParkedAt = DateTimeOffset.UnixEpoch,
        };
    }

    private void Write(DeferredOrder order, string key) => _storage.Write(StorageHarness.State, StorageHarness.Order(key), order);
}
