namespace Platform.Configuration.Loading;

/// <summary>Reads <c>Platform:Cluster</c>.</summary>
internal static class ClusterSection
{
    public static ClusterSettings Read(SettingsSection section)
    {
        var defaults = new ClusterSettings();
        var provider = section.Choice<ClusterProvider>("Provider") ?? defaults.Provider;
        return new ClusterSettings
        {
            Provider = provider,
            ConnectionString = section.Secret("ConnectionString"),
            ClusterId = section.Text("ClusterId") ?? defaults.ClusterId,
            ServiceId = section.Text("ServiceId") ?? defaults.ServiceId,
            AdvertisedAddress = section.Text("AdvertisedAddress"),
            SiloPort = section.Port("SiloPort") ?? defaults.SiloPort,
            GatewayPort = section.Port("GatewayPort") ?? defaults.GatewayPort,
            Kubernetes = section.Switch("Kubernetes") ?? (provider != ClusterProvider.Localhost && KubernetesPod.IsThisProcess),
            CertificateFile = section.Text("CertificateFile"),
            KeyFile = section.Text("KeyFile"),
            KeyPassword = section.Secret("KeyPassword"),
            CaFile = section.Text("CaFile"),
            AllowPlaintext = section.Switch("AllowPlaintext") ?? false,
        };
    }
}
