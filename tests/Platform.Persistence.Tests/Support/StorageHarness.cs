using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Platform.Persistence.GroupCommit;
using Platform.Persistence.Sqlite;

namespace Platform.Persistence.Tests.Support;

/// <summary>A running storage over a SQLite file, without a silo.</summary>
internal sealed class StorageHarness : IAsyncDisposable
{
    public const string State = "order";

    private readonly ServiceProvider _services;

    private StorageHarness(DatabaseFile file, Action<SqliteStorageOptions>? configure, TimeProvider? time, string serviceId)
    {
        _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var options = new SqliteStorageOptions
        {
            ConnectionString = file.ConnectionString,
            GrainStorageSerializer = new OrleansGrainStorageSerializer(_services.GetRequiredService<Serializer>()),
            RetryDelay = TimeSpan.FromMilliseconds(1),
        };
        configure?.Invoke(options);
        Store = new ControlledStore(new SqliteRowStore("orders", serviceId, options, NullLogger<SqliteRowStore>.Instance));
        Storage = new GroupCommitStorage(
            "orders",
            options,
            Store,
            _services.GetRequiredService<IActivatorProvider>(),
            time ?? TimeProvider.System,
            NullLogger<GroupCommitStorage>.Instance);
    }

    public ControlledStore Store { get; }

    public GroupCommitStorage Storage { get; }

    public static StorageHarness Create(
        DatabaseFile file, Action<SqliteStorageOptions>? configure = null, TimeProvider? time = null, string serviceId = "tests") =>
        new(file, configure, time, serviceId);

    public static async Task<StorageHarness> StartAsync(
        DatabaseFile file, Action<SqliteStorageOptions>? configure = null, TimeProvider? time = null, string serviceId = "tests")
    {
        var harness = Create(file, configure, time, serviceId);
        await harness.Storage.StartAsync(CancellationToken.None);
        return harness;
    }

    public static GrainId Order(string key) => GrainId.Create("order", key);

    public static GrainState<OrderState> New(string status = "new", long version = 0) =>
        new(new OrderState { Status = status, Version = version });

    /// <summary>Writes a state for an order that has none yet.</summary>
    public async Task<GrainState<OrderState>> WriteNewAsync(string key, string status = "new")
    {
        var state = New(status);
        await Storage.WriteStateAsync(State, Order(key), state);
        return state;
    }

    public Task WriteAsync(string key, GrainState<OrderState> state) => Storage.WriteStateAsync(State, Order(key), state);

    public Task ClearAsync(string key, GrainState<OrderState> state) => Storage.ClearStateAsync(State, Order(key), state);

    public async Task<GrainState<OrderState>> ReadAsync(string key)
    {
        // What stands there before must be gone after the read.
        var state = new GrainState<OrderState>(new OrderState { Status = "left over" }, "left over") { RecordExists = true };
        await Storage.ReadStateAsync(State, Order(key), state);
        return state;
    }

    public async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        await _services.DisposeAsync();
    }
}
