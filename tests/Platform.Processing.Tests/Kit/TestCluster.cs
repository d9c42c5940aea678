using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.Streaming.Kafka;
using Orleans.TestingHost;
using Platform.Events;
using Platform.Persistence;
using Platform.Processing.Tests.Plain;

namespace Platform.Processing.Tests;

/// <summary>One silo with storage and Kafka under the tests' control; each test takes a grain key of its own.</summary>
public sealed class TestCluster : IAsyncLifetime
{
    /// <summary>How many redrives a bulk redrive keeps under way.</summary>
    internal const int RedrivesAtOnceMax = 4;

    private readonly InProcessTestCluster _cluster;

    public TestCluster()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IOutputPublisher>(Publisher);
            silo.Services.AddSingleton<ICommittedOffsets>(Offsets);
            silo.Services.AddSingleton<ITopicProgress>(Progress);
            silo.Services.AddSingleton(Activations);
            silo.Services.AddSingleton(Actions);
            silo.Services.AddKeyedSingleton<IGrainStorage>(EventProcessing.StorageName, (services, _) =>
                Storage = new TestStorage(services.GetRequiredService<Serializer>()));
            silo.Services.AddKeyedSingleton(EventProcessing.StorageName, (services, key) =>
                (IParkingStorage)services.GetRequiredKeyedService<IGrainStorage>(key));
            silo.Services.AddKeyedSingleton(EventProcessing.StorageName, (services, key) =>
                (IDeferredWriteStorage)services.GetRequiredKeyedService<IGrainStorage>(key));
            silo.Services.AddSingleton<ParkedRecordReader>(Records.Read);
            silo.Services.AddKeyedSingleton<TimeProvider>(EventProcessing.MeterName, Time);
            silo.Services.AddEventProcessing(TestEvents.Catalog, options =>
            {
                options.RejectionCountMax = 2;
                options.DeferredCountMax = 3;
                options.RedriveStepCount = 3;
                options.RedrivesAtOnceMax = RedrivesAtOnceMax;
                options.DeferredAgeMax = TimeSpan.FromSeconds(1);
                options.DeferralCheckInterval = TimeSpan.FromHours(1);
                options.FailedEvents["dead-lettered"] = FailurePolicy.DeadLetter;
                options.DeliveryTimeout = TimeSpan.FromSeconds(5);
                options.DeferredBytesMax = 8 << 10;
                options.StateBytesMax = 32 << 10;
                options.OutputBytesMax = 4 << 10;
                options.ClassifyFailure = exception => exception is InvalidTimeZoneException ? FailureKind.Permanent : new FailureClassifier().Classify(exception);
            });
        });

        // Tests deliver from the client, where no receiver runs.
        builder.ConfigureClient(client => client.Services.AddSerializer(serializer =>
            serializer.AddJsonSerializer(type => type == typeof(PlainAsked), EventJson.CreateOptions())));
        _cluster = builder.Build();
    }

    internal TestStorage Storage { get; private set; } = null!;

    internal TestPublisher Publisher { get; } = new();

    internal TestOffsets Offsets { get; } = new();

    internal TestProgress Progress { get; } = new();

    internal Activations Activations { get; } = new();

    internal TestActions Actions { get; } = new();

    internal TestRecords Records { get; } = new();

    /// <summary>The clock of event processing; Orleans has its own.</summary>
    internal FakeTimeProvider Time { get; } = new();

    /// <summary>How much time passes before each look: less than an event may wait.</summary>
    private static TimeSpan BetweenLooks => TimeSpan.FromMilliseconds(400);

    /// <summary>What the provider offers batches to.</summary>
    internal ILocalEventReceivers Local => _cluster.Silos[0].ServiceProvider.GetRequiredService<ILocalEventReceivers>();

    /// <summary>Which entities have an activation.</summary>
    internal EntityClaims Claims => _cluster.Silos[0].ServiceProvider.GetRequiredService<EntityClaims>();

    /// <summary>The rows that the silo knows to be settled.</summary>
    internal SettledRows SettledRows => _cluster.Silos[0].ServiceProvider.GetRequiredService<SettledRows>();

    internal StateFormat Format => _cluster.Silos[0].ServiceProvider.GetRequiredService<EventProcessing>().Format;

    internal TestEntity Entity(string key) => new(this, _cluster.Client.GetGrain<ITestGrain>(key), key);

    /// <summary>Another activation of the same entity.</summary>
    internal TestEntity Twin(string key) => new(this, _cluster.Client.GetGrain<ITwinTestGrain>(key), key);

    /// <summary>An entity whose failed events become dead letters.</summary>
    internal TestEntity LenientEntity(string key) => new(this, _cluster.Client.GetGrain<ILenientTestGrain>(key), key);

    /// <summary>An entity whose state and payloads are plain records.</summary>
    internal TestEntity PlainEntity(string key) => new(this, _cluster.Client.GetGrain<IPlainTestGrain>(key), key);

    /// <summary>An entity with an action.</summary>
    internal TestEntity ActingEntity(string key) => new(this, _cluster.Client.GetGrain<IActingTestGrain>(key), key);

    /// <summary>An entity whose rules are asynchronous.</summary>
    internal TestEntity AsyncEntity(string key) => new(this, _cluster.Client.GetGrain<IAsyncTestGrain>(key), key);

    internal IQuarantineDirectory Directory => _cluster.Client.GetGrain<IQuarantineDirectory>(0);

    internal IBulkRedrive BulkRedrive => _cluster.Client.GetGrain<IBulkRedrive>(0);

    /// <summary>Wakes what is being redriven, as a silo does at its start and now and then.</summary>
    internal Task WakeRedrives() => _cluster.Silos[0].ServiceProvider.GetRequiredService<RedriveWatch>().CallAllAsync(CancellationToken.None);

    /// <summary>Lets the time of event processing pass, second by second, until the work has ended or failed.</summary>
    internal async Task PassTimeUntilEnded(Task work)
    {
        await Eventually.Async(
            () =>
            {
                Time.Advance(TimeSpan.FromSeconds(1));
                return work.IsCompleted;
            },
            "the work to end by its deadline");
    }

    /// <summary>Looks how far awaited topics are read and for what is deferred for too long, as a silo does at intervals.</summary>
    internal Task LookAtWaiting()
    {
        Time.Advance(BetweenLooks);
        return _cluster.Silos[0].ServiceProvider.GetRequiredService<DeferralWatch>().CallAllAsync(CancellationToken.None);
    }

    /// <summary>Looks how far awaited topics are read.</summary>
    internal Task LookAtTopics()
    {
        Time.Advance(BetweenLooks);
        return _cluster.Silos[0].ServiceProvider.GetRequiredService<EventProcessing>().Awaited.LookAsync(CancellationToken.None);
    }

    public async Task InitializeAsync()
    {
        await _cluster.DeployAsync();
        await Entity("warm-up").Grain.Log();
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();
}
