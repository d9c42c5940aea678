using System.Net;

namespace Platform.Configuration;

/// <summary><c>Platform:Http</c>.</summary>
public sealed record HttpSettings
{
    /// <summary>Whether requests in plain HTTP are sent to the HTTPS address. Default false.</summary>
    public bool RedirectToHttps { get; init; }

    /// <summary>Whether answers over HTTPS say that only HTTPS is to be used for a year (HSTS). Default false.</summary>
    public bool Hsts { get; init; }

    /// <summary>The addresses and networks of the proxies whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are believed. Default none.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>The origins whose pages may call the API (CORS). Default none.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];
}
