namespace Platform.Configuration;

/// <summary>What a pod's environment says of it.</summary>
internal static class KubernetesPod
{
    /// <summary>The variables that Orleans' Kubernetes hosting works with, and the fields that the Downward API takes them from.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["POD_NAME"] = "metadata.name",
        ["POD_NAMESPACE"] = "metadata.namespace",
        [IpVariable] = "status.podIP",
    };

    /// <summary>Whether Kubernetes runs this process.</summary>
    public static bool IsThisProcess => Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is { Length: > 0 };

    /// <summary>The pod's address, or null.</summary>
    public static string? Ip => Environment.GetEnvironmentVariable(IpVariable) is { Length: > 0 } ip ? ip : null;

    private const string IpVariable = "POD_IP";
}
