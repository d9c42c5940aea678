using System.Diagnostics;
using Platform.Configuration;
using Platform.Processing;

namespace Platform.Hosting.Storage;

/// <summary>Keeps grain state where the settings say.</summary>
internal static class StorageHosting
{
    /// <summary>Adds the storage of event-processing grains.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="database">Where.</param>
    public static ISiloBuilder AddPlatformStorage(this ISiloBuilder silo, IStateDatabase database) => database.AddTo(silo, EventProcessing.StorageName);

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
