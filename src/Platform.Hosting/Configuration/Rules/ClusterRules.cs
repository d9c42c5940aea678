using System.Net;
using Platform.Configuration.Loading;

namespace Platform.Configuration.Rules;

/// <summary>How silos find each other, and at which ports.</summary>
internal static class ClusterRules
{
    public static void Check(ClusterSettings cluster, SettingProblems problems)
    {
        if (cluster.Provider == ClusterProvider.Redis)
        {
            problems.Add("Platform:Cluster:Provider", cluster.Provider, "Redis is not yet supported. Right is Localhost.");
        }
        else if (cluster.ConnectionString is { } primary && !IsLoopback(primary))
        {
            problems.AddSecret("Platform:Cluster:ConnectionString", "With provider Localhost this names the first silo of the cluster. Right is 127.0.0.1:port with that silo's SiloPort, or leaving it out.");
        }

        if (cluster.SiloPort == cluster.GatewayPort)
        {
            problems.Add("Platform:Cluster:GatewayPort", cluster.GatewayPort, "Platform:Cluster:SiloPort has the same value. Right are two different ports.");
        }
    }

    private static bool IsLoopback(string text) =>
        IPEndPoint.TryParse(text, out var endpoint) && IPAddress.IsLoopback(endpoint.Address) && endpoint.Port > 0;
}
