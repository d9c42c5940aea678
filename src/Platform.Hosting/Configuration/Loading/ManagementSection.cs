namespace Platform.Configuration.Loading;

/// <summary>Reads <c>Platform:Management</c>.</summary>
internal static class ManagementSection
{
    public static ManagementSettings Read(SettingsSection section)
    {
        var url = section.Address("Url");
        if (url is { AbsolutePath: not "/" } or { Port: 0 })
        {
            section.Refuse("Url", url, "Right is an address to listen at, with a port and without a path, for example http://127.0.0.1:9090.");
        }

        return new ManagementSettings { Url = url };
    }
}
