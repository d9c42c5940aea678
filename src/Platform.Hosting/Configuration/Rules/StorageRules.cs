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

    /// <summary>What is in the database, and its password, may cross the network only to a server that TLS has verified.</summary>
    public static void CheckPlaintext(StorageSettings storage, bool isDevelopment, SettingProblems problems)
    {
        if (storage is { Provider: StorageProvider.Postgres, AllowPlaintext: false } && !isDevelopment && PostgresEncryption.IsMissing(storage.ConnectionString))
        {
            problems.AddSecret(
                "Platform:Storage:ConnectionString",
                "Outside Development states and passwords may not cross the network unencrypted, or to a server that could be anyone. Right is SSL Mode=VerifyFull in it (with Root Certificate=… for an authority of your own), or Platform:Storage:AllowPlaintext=true (environment: Platform__Storage__AllowPlaintext) where the network is trusted.");
        }
    }
}
