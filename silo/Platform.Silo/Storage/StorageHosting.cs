using Platform.Configuration;
using Platform.Processing;

namespace Platform.Silo.Storage;

/// <summary>Keeps grain state where the settings say.</summary>
internal static class StorageHosting
{
    /// <summary>Adds the storage of event-processing grains.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="database">The database, or null for memory.</param>
    public static ISiloBuilder AddPlatformStorage(this ISiloBuilder silo, SqliteDatabase? database) => database is null
        ? silo.AddMemoryGrainStorage(EventProcessing.StorageName)
        : silo.AddSqliteGrainStorage(EventProcessing.StorageName, options => options.ConnectionString = database.ConnectionString);

    /// <summary>Opens the database that the settings ask for; null for memory.</summary>
    /// <param name="settings">The settings.</param>
    /// <exception cref="PlatformConfigurationException">The connection string can't be used.</exception>
    public static SqliteDatabase? OpenDatabase(PlatformSettings settings) =>
        settings.Storage.Provider == StorageProvider.Memory ? null : SqliteDatabase.Choose(settings, TemporaryDatabase.DefaultRoot);
}
