using Platform.Configuration.Loading;

namespace Platform.Configuration.Rules;

/// <summary>The syntax of <c>host:port[,host:port]</c>.</summary>
internal static class BrokerAddresses
{
    /// <summary>What is wrong with the first wrong address, or null.</summary>
    public static string? FindFault(string addresses) =>
        addresses.Split(',', StringSplitOptions.TrimEntries).Select(FaultOf).FirstOrDefault(fault => fault is not null);

    private static string? FaultOf(string address)
    {
        if (address.Length == 0)
        {
            return "There is an empty address between commas.";
        }

        if (address.Contains("://", StringComparison.Ordinal))
        {
            return $"'{address}' has a scheme; the protocol is set by Platform:Kafka:Security:Protocol.";
        }

        var colon = address.LastIndexOf(':');
        if (colon <= 0 || !PortNumber.TryParse(address.AsSpan(colon + 1), out _))
        {
            return $"'{address}' has no port from 1 to 65535.";
        }

        return Uri.CheckHostName(address[..colon]) == UriHostNameType.Unknown ? $"'{address[..colon]}' is no host name." : null;
    }
}
