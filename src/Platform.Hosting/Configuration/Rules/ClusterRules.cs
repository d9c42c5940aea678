using System.Net;
using Platform.Configuration.Loading;

namespace Platform.Configuration.Rules;

/// <summary>How silos find each other, and at which addresses.</summary>
internal static class ClusterRules
{
    public static void Check(PlatformSettings settings, PlatformRole role, bool isDevelopment, bool isClusterIdSet, SettingProblems problems)
    {
        var cluster = settings.Cluster;
        if (cluster.Provider == ClusterProvider.Localhost)
        {
            CheckLocalhost(cluster, problems);
        }
        else
        {
            CheckStore(settings, problems);
            CheckBroker(settings, role, problems);
            CheckClusterId(cluster, isDevelopment, isClusterIdSet, problems);
            CheckPod(cluster, role, problems);
        }

        if (cluster.SiloPort == cluster.GatewayPort)
        {
            problems.Add("Platform:Cluster:GatewayPort", cluster.GatewayPort, "Platform:Cluster:SiloPort has the same value. Right are two different ports.");
        }
    }

    private static void CheckLocalhost(ClusterSettings cluster, SettingProblems problems)
    {
        if (cluster.ConnectionString is { } primary && !IsLoopback(primary))
        {
            problems.AddSecret("Platform:Cluster:ConnectionString", "With provider Localhost this names the first silo of the cluster. Right is 127.0.0.1:port with that silo's SiloPort, or leaving it out; Platform:Cluster:Provider=Postgres or Redis for silos on several machines.");
        }

        if (cluster.AdvertisedAddress is { } address)
        {
            problems.Add("Platform:Cluster:AdvertisedAddress", address, "With provider Localhost silos are at 127.0.0.1 only, which would leave it unused. Right is Platform:Cluster:Provider=Postgres or Redis, or leaving it out.");
        }

        if (cluster.Kubernetes)
        {
            problems.Add("Platform:Cluster:Kubernetes", true, "With provider Localhost a pod would be a cluster of its own. Right is Platform:Cluster:Provider=Postgres or Redis, or leaving it out.");
        }
    }

    private static void CheckStore(PlatformSettings settings, SettingProblems problems)
    {
        if (settings.MembersConnectionString is null)
        {
            problems.Add(
                "Platform:Cluster:ConnectionString",
                value: null,
                settings.Cluster.Provider == ClusterProvider.Redis
                    ? "Redis needs it. Right is for example redis-1:6379,ssl=true,password=…."
                    : "Postgres needs it where the states are not in PostgreSQL. Right is for example Host=db;Database=platform;Username=platform;Password=…, or Platform:Storage:Provider=Postgres with its connection string, which is then used.");
        }
    }

    private static void CheckBroker(PlatformSettings settings, PlatformRole role, SettingProblems problems)
    {
        if (role == PlatformRole.Silo && settings.Kafka.IsEmbedded)
        {
            problems.Add("Platform:Kafka:BootstrapServers", value: null, $"Platform:Cluster:Provider {settings.Cluster.Provider} is for several silos, and the embedded broker is inside one of them, unseen by the others. Right is a broker's host:port, or provider Localhost.");
        }
    }

    // Two deployments that nobody named would be one cluster as soon as they share a store.
    private static void CheckClusterId(ClusterSettings cluster, bool isDevelopment, bool isSet, SettingProblems problems)
    {
        if (!isSet && !isDevelopment)
        {
            problems.Add("Platform:Cluster:ClusterId", value: null, $"Outside Development provider {cluster.Provider} needs it. Right is a name for this deployment, the same for all its silos and gateways, for example meters-production.");
        }
    }

    private static void CheckPod(ClusterSettings cluster, PlatformRole role, SettingProblems problems)
    {
        if (cluster.Kubernetes && role == PlatformRole.Silo)
        {
            foreach (var (variable, field) in KubernetesPod.Variables.Where(variable => Environment.GetEnvironmentVariable(variable.Key) is not { Length: > 0 }))
            {
                problems.AddDeclaration($"Kubernetes runs this silo, and the environment variable {variable} is not set\nRight is the Downward API in the container's env: name: {variable}, valueFrom: fieldRef: fieldPath: {field}. Platform:Cluster:Kubernetes=false (environment: Platform__Cluster__Kubernetes) does without Kubernetes' help: dead pods are then found by probes alone.");
            }
        }
    }

    private static bool IsLoopback(string text) =>
        IPEndPoint.TryParse(text, out var endpoint) && IPAddress.IsLoopback(endpoint.Address) && endpoint.Port > 0;
}
