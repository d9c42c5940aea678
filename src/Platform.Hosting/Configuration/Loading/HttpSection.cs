using System.Net;

namespace Platform.Configuration.Loading;

/// <summary>Reads <c>Platform:Http</c>.</summary>
internal static class HttpSection
{
    public static HttpSettings Read(SettingsSection section) => new()
    {
        RedirectToHttps = section.Switch("RedirectToHttps") ?? false,
        Hsts = section.Switch("Hsts") ?? false,
        Proxies = ReadProxies(section),
        CorsOrigins = ReadOrigins(section),
    };

    private static IPNetwork[] ReadProxies(SettingsSection section)
    {
        List<IPNetwork> proxies = [];
        foreach (var text in section.List("Proxies"))
        {
            if (IPNetwork.TryParse(text, out var network))
            {
                proxies.Add(network);
            }
            else if (IPAddress.TryParse(text, out var address))
            {
                proxies.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                section.Refuse("Proxies", text, "Right are addresses and networks of proxies, separated by commas: 10.0.0.5,10.1.0.0/16.");
            }
        }

        return [.. proxies];
    }

    private static string[] ReadOrigins(SettingsSection section)
    {
        List<string> origins = [];
        foreach (var text in section.List("CorsOrigins"))
        {
            // An origin is a scheme, a host and a port; browsers send it without a slash at its end.
            if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                origins.Add(text);
            }
            else
            {
                section.Refuse("CorsOrigins", text, "Right are origins, separated by commas: https://app.example.org. There is no sign for all of them.");
            }
        }

        return [.. origins];
    }
}
