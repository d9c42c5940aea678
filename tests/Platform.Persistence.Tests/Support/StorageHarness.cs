using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Platform.Persistence.GroupCommit;

namespace Platform.Persistence.Tests.Support;

/// <summary>A running storage over a test's database, without a silo.</summary>
internal sealed class StorageHarness : IAsyncDisposable
{
    public const string State = "order";

    private readonly ServiceProvider _services;

    private StorageHarness(GroupCommitStorageOptions options, IRowStore store, ServiceProvider services, TimeProvider? time)
    {
        _services = services;
        Store = new ControlledStore(store);
        Storage = new GroupCommitStorage(
            "orders",
            options,
            Store,
            services.GetRequiredService<IActivatorProvider>(),
            time ?? TimeProvider.System,
            new StorageMetrics(services.GetRequiredService<IMeterFactory>(), "orders"),
            NullLogger<GroupCommitStorage>.Instance);
    }

    public ControlledStore Store { get; }

    public GroupCommitStorage Storage { get; }

    public static StorageHarness Create<TOptions>(
        TestDatabase<TOptions> database, Action<TOptions>? configure = null, TimeProvider? time = null, string serviceId = "tests")
        where TOptions : GroupCommitStorageOptions
    {
        var services = new ServiceCollection().AddMetrics().AddSerializer().BuildServiceProvider();
        var options = database.Options();
        options.GrainStorageSerializer = new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>());
        options.RetryDelay = TimeSpan.FromMilliseconds(1);
        configure?.Invoke(options);
        return new StorageHarness(options, database.Store(serviceId, options), services, time);
    }

    public static async Task<StorageHarness> StartAsync<TOptions>(
        TestDatabase<TOptions> database, Action<TOptions>? configure = null, TimeProvider? time = null, string serviceId = "tests")
        where TOptions : GroupCommitStorageOptions
    {
        var harness = Create(database, configure, time, serviceId);
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
        // What is there before must be gone after the read.
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
