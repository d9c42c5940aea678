using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Platform.Configuration;

namespace Platform.Hosting;

/// <summary>Where a silo is reached, and where it listens.</summary>
internal static class SiloAddresses
{
    /// <summary>
    /// The address that others reach this silo at: loopback with provider Localhost; else the configured one, or the one that a configured
    /// name stands for; in a pod the pod's; else this machine's, IPv4 first.
    /// </summary>
    /// <param name="cluster">The settings.</param>
    /// <exception cref="PlatformConfigurationException">There is none.</exception>
    public static IPAddress Advertised(ClusterSettings cluster) =>
        cluster.Provider == ClusterProvider.Localhost ? IPAddress.Loopback
        : (cluster.AdvertisedAddress ?? KubernetesPod.Ip) is { } configured ? Resolve(configured)
        : OfThisMachine() ?? throw Refusal(value: null, "This machine has no address in a network.");

    /// <summary>Where to listen for that: a silo that is reached by its own machine only listens to no other one.</summary>
    /// <param name="advertised">The address that others reach the silo at.</param>
    public static IPAddress ListeningFor(IPAddress advertised) =>
        IPAddress.IsLoopback(advertised) ? advertised
        : advertised.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any
        : IPAddress.Any;

    private static IPAddress Resolve(string text)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
                ? throw Refusal(text, "It stands for all addresses, and others need one; the silo listens on all of them anyway.")
                : address;
        }

        try
        {
            var found = Dns.GetHostAddresses(text);
            return FirstOf(found) ?? throw Refusal(text, "No address is known for this name.");
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw Refusal(text, $"The name can't be resolved: {e.Message}.");
        }
    }

    private static IPAddress? OfThisMachine() => FirstOf([.. NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network is { OperationalStatus: OperationalStatus.Up, NetworkInterfaceType: not NetworkInterfaceType.Loopback })
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .Where(address => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal)]);

    private static IPAddress? FirstOf(IPAddress[] addresses) =>
        Array.Find(addresses, address => address.AddressFamily == AddressFamily.InterNetwork) ?? Array.Find(addresses, address => address.AddressFamily == AddressFamily.InterNetworkV6);

    private static PlatformConfigurationException Refusal(string? value, string fault) =>
        new([$"Platform:Cluster:AdvertisedAddress {(value is null ? "is not set" : $"= '{value}'")} (environment: Platform__Cluster__AdvertisedAddress)\n{fault} Right is the IP address or host name that other silos and gateways reach this one at."]);
}
