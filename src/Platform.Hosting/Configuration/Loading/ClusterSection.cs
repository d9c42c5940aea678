namespace Platform.Configuration.Loading;

/// <summary>Reads <c>Platform:Cluster</c>.</summary>
internal static class ClusterSection
{
    public static ClusterSettings Read(SettingsSection section)
    {
        var defaults = new ClusterSettings();
        return new ClusterSettings
        {
            Provider = section.Choice<ClusterProvider>("Provider") ?? defaults.Provider,
            ConnectionString = section.Secret("ConnectionString"),
            ClusterId = section.Text("ClusterId") ?? defaults.ClusterId,
            ServiceId = section.Text("ServiceId") ?? defaults.ServiceId,
            SiloPort = section.Port("SiloPort") ?? defaults.SiloPort,
            GatewayPort = section.Port("GatewayPort") ?? defaults.GatewayPort,
        };
    }
}
