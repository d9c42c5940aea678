namespace Platform.Hosting.Startup;

/// <summary>Where the process serves HTTP, as ASP.NET will read it from the same configuration.</summary>
public static class HttpAddresses
{
    /// <summary>Where Kestrel's endpoints are.</summary>
    internal const string EndpointsSection = "Kestrel:Endpoints";

    /// <summary>
    /// The configured addresses: the <c>Kestrel:Endpoints</c>, else <c>--urls</c> or <c>ASPNETCORE_URLS</c>, else
    /// <c>ASPNETCORE_HTTP_PORTS</c> and <c>ASPNETCORE_HTTPS_PORTS</c>. Empty where nothing is configured.
    /// </summary>
    /// <param name="configuration">All sources together.</param>
    public static IReadOnlyList<string> Of(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var endpoints = configuration.GetSection(EndpointsSection).GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>().ToArray();
        if (endpoints.Length > 0)
        {
            return endpoints;
        }

        var urls = Split(configuration["urls"]);
        return urls.Length > 0
            ? urls
            : [.. Split(configuration["http_ports"]).Select(port => $"http://*:{port}"), .. Split(configuration["https_ports"]).Select(port => $"https://*:{port}")];
    }

    private static string[] Split(string? list) =>
        list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
