using Platform.Configuration;
namespace Platform.Hosting.Startup;

/// <summary>A port the process is about to listen on.</summary>
/// <param name="Host">An IP address, <c>localhost</c>, or any other name for all addresses.</param>
/// <param name="Port">The port; 0 lets the system choose.</param>
/// <param name="Setting">What sets it, for the person who has to change it.</param>
public sealed record ListeningPort(string Host, int Port, string Setting)
{
    private const string UrlsSetting = "--urls or ASPNETCORE_URLS";

    /// <summary>The ports of HTTP addresses.</summary>
    /// <param name="urls">The addresses; those of Unix sockets and pipes have no port and are left out.</param>
    /// <exception cref="PlatformConfigurationException">One of them is no HTTP address.</exception>
    public static IReadOnlyList<ListeningPort> OfUrls(IEnumerable<string> urls)
    {
        ArgumentNullException.ThrowIfNull(urls);
        return [.. urls.Select(ParseUrl).Where(address => !address.IsUnixPipe && !address.IsNamedPipe).Select(address => new ListeningPort(address.Host, address.Port, UrlsSetting))];
    }

    /// <summary>The two ports of a silo.</summary>
    /// <param name="cluster">The cluster's settings.</param>
    /// <param name="host">The address it listens at.</param>
    public static IReadOnlyList<ListeningPort> OfSilo(ClusterSettings cluster, string host)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return
        [
            new(host, cluster.SiloPort, "Platform:Cluster:SiloPort (environment: Platform__Cluster__SiloPort)"),
            new(host, cluster.GatewayPort, "Platform:Cluster:GatewayPort (environment: Platform__Cluster__GatewayPort)"),
        ];
    }

    private static Microsoft.AspNetCore.Http.BindingAddress ParseUrl(string url)
    {
        try
        {
            return Microsoft.AspNetCore.Http.BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw new PlatformConfigurationException([$"'{url}' is no address to serve HTTP at ({UrlsSetting}).\nRight is for example http://localhost:8080."]);
        }
    }
}
