using System.Diagnostics;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Persistence;
using Platform.Processing;

namespace Platform.Hosting.Storage;

/// <summary>Keeps grain state where the settings say.</summary>
internal static class StorageHosting
{
    /// <summary>Adds the storage of event-processing grains.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="database">Where.</param>
    public static ISiloBuilder AddPlatformStorage(this ISiloBuilder silo, IStateDatabase database)
    {
        silo.Services.AddSingleton(database).AddSingleton<ILifecycleParticipant<ISiloLifecycle>, JoinCheck>().AddSingleton<IGroupPositionStore, GroupPositionStore>();

        // The application says with its other options of processing which format its states have; either storage keeps it with its rows.
        silo.Services.AddOptions<PostgresStorageOptions>(EventProcessing.StorageName).Configure<IOptions<ProcessingOptions>>(TakeFormat);
        silo.Services.AddOptions<SqliteStorageOptions>(EventProcessing.StorageName).Configure<IOptions<ProcessingOptions>>(TakeFormat);
        return database.AddTo(silo, EventProcessing.StorageName);
    }

    /// <summary>Makes the database the cluster's: silos of another one are refused.</summary>
    /// <param name="options">The storage's options.</param>
    /// <param name="settings">The settings.</param>
    public static void BelongTo(this GroupCommitStorageOptions options, PlatformSettings settings) =>
        (options.ClusterId, options.TakeOverFrom) = (settings.Cluster.ClusterId, settings.Storage.TakeOverFrom);

    /// <summary>The database that the settings name. Nothing is opened yet.</summary>
    /// <param name="settings">The settings.</param>
    /// <exception cref="PlatformConfigurationException">The connection string can't be used.</exception>
    public static IStateDatabase ChooseDatabase(PlatformSettings settings) => settings.Storage.Provider switch
    {
        StorageProvider.Sqlite => SqliteDatabase.Choose(settings, TemporaryDatabase.DefaultRoot),
        StorageProvider.Postgres => PostgresDatabase.Choose(settings),
        StorageProvider.Memory => new MemoryDatabase(),
        var provider => throw new UnreachableException($"There is no storage provider {provider}."),
    };

    private static void TakeFormat(GroupCommitStorageOptions storage, IOptions<ProcessingOptions> processing) => storage.StateFormat = processing.Value.StateFormat;
}
