using Platform.Configuration.Loading;

namespace Platform.Configuration.Rules;

/// <summary>Where grain state is kept.</summary>
internal static class StorageRules
{
    public static void Check(PlatformSettings settings, SettingProblems problems)
    {
        const string Path = "Platform:Storage:Provider";
        var storage = settings.Storage;
        if (storage.Provider == StorageProvider.Postgres && storage.ConnectionString is null)
        {
            problems.Add(
                "Platform:Storage:ConnectionString",
                value: null,
                "Postgres needs it. Right is for example Host=localhost;Database=platform;Username=platform;Password=….");
        }

        if (storage.Provider == StorageProvider.Memory && !settings.Kafka.IsEmbedded && !storage.AllowVolatile)
        {
            problems.Add(
                Path,
                storage.Provider,
                "The offsets committed at a real broker outlive a state in memory: after a restart everything before would be missing. Right is Sqlite or Postgres, or Platform:Storage:AllowVolatile=true (environment: Platform__Storage__AllowVolatile) where that is wanted.");
        }
    }
}
