using System.Diagnostics;
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
        silo.Services.AddSingleton(database).AddSingleton<ILifecycleParticipant<ISiloLifecycle>, JoinCheck>();
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
}
