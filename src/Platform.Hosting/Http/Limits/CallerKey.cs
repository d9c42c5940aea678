using System.Net;
using System.Net.Sockets;

namespace Platform.Hosting.Limits;

/// <summary>Whose share of the limits a request takes: who is authenticated, else where it comes from.</summary>
internal static class CallerKey
{
    // Whoever has an IPv6 address has a network of them.
    private const int NetworkBytes = 8;

    public static string Of(HttpContext context) => Caller.Of(context)?.Id ?? AddressOf(context.Connection.RemoteIpAddress);

    private static string AddressOf(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes)) : address.ToString();
    }
}
