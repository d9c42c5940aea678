using System.Net;
using System.Net.Sockets;
using Platform.Configuration;

namespace Platform.Hosting.Startup;

/// <summary>
/// Checks before anything starts that the ports are free, so that a taken one is one clear sentence and not the end of
/// a half-started silo. Another process may still take a port afterwards.
/// </summary>
public static class PortCheck
{
    /// <summary>Returns when all ports can be listened on.</summary>
    /// <param name="ports">The ports; those that are 0 are not checked.</param>
    /// <exception cref="PlatformConfigurationException">Some are taken, or named twice.</exception>
    public static void EnsureFree(IReadOnlyList<ListeningPort> ports)
    {
        ArgumentNullException.ThrowIfNull(ports);
        var problems = ports.Where(port => port.Port != 0).Select((port, i) => FaultOf(port, ports.Where(p => p.Port != 0).Take(i))).OfType<string>().ToArray();
        if (problems.Length > 0)
        {
            throw new PlatformConfigurationException(problems);
        }
    }

    private static string? FaultOf(ListeningPort port, IEnumerable<ListeningPort> earlier)
    {
        var taker = earlier.FirstOrDefault(other => other.Port == port.Port && AddressesOf(other.Host).Any(AddressesOf(port.Host).Contains));
        if (taker is not null)
        {
            return $"Port {port.Port} is asked for twice.\nIt is set by {taker.Setting} and by {port.Setting}: choose another one for one of them.";
        }

        return AddressesOf(port.Host).Select(address => ErrorOf(new IPEndPoint(address, port.Port))).FirstOrDefault(error => error is not null) is { } error
            ? $"Port {port.Port} can't be listened on: {error}\nIt is set by {port.Setting}: choose another one, or end what uses it."
            : null;
    }

    private static IPAddress[] AddressesOf(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return [IPAddress.Loopback, IPAddress.IPv6Loopback];
        }

        return IPAddress.TryParse(host, out var address) ? [address] : [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any];
    }

    private static string? ErrorOf(IPEndPoint endpoint)
    {
        try
        {
            using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (endpoint.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(endpoint);
            socket.Listen();
            return null;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressFamilyNotSupported || IsMissingIPv6(exception, endpoint))
        {
            // A machine without IPv6 has no ::1 to be taken.
            return null;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode == SocketError.AddressAlreadyInUse ? "another program uses it." : exception.Message + '.';
        }
    }

    private static bool IsMissingIPv6(SocketException exception, IPEndPoint endpoint) =>
        endpoint.Address.Equals(IPAddress.IPv6Loopback) && exception.SocketErrorCode == SocketError.AddressNotAvailable;
}
