namespace Platform.Configuration.Loading;

/// <summary>Reads <c>Platform:Storage</c>.</summary>
internal static class StorageSection
{
    public static StorageSettings Read(SettingsSection section) => new()
    {
        Provider = section.Choice<StorageProvider>("Provider") ?? default,
        ConnectionString = section.Secret("ConnectionString"),
        AllowVolatile = section.Switch("AllowVolatile") ?? false,
        AllowPlaintext = section.Switch("AllowPlaintext") ?? false,
        TakeOverFrom = section.Text("TakeOverFrom"),
    };
}
