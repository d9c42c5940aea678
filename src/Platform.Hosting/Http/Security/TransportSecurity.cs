using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Net.Http.Headers;
using Platform.Configuration;
using Platform.Hosting.Startup;

namespace Platform.Hosting.Security;

/// <summary>What <c>Platform:Http</c> switches on: proxies that are believed, HTTPS only, origins that may call.</summary>
internal static class TransportSecurity
{
    private const int HttpsPort = 443;
    private static readonly TimeSpan HstsAge = TimeSpan.FromDays(365);

    public static IServiceCollection AddTransportSecurity(this IServiceCollection services, HttpSettings settings, IConfiguration configuration)
    {
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            // Each proxy in front of another one adds its own; the first that is not known ends the chain.
            (options.ForwardedHeaders, options.ForwardLimit) = (ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost, null);
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in settings.Proxies)
            {
                options.KnownIPNetworks.Add(network);
            }
        });
        services.AddHsts(options => (options.MaxAge, options.IncludeSubDomains) = (HstsAge, false));

        // A server that doesn't know its port would redirect nobody, with one line in its log.
        var own = HttpAddresses.Of(configuration).Where(url => url.StartsWith("https://", StringComparison.OrdinalIgnoreCase)).Select(url => BindingAddress.Parse(url).Port).FirstOrDefault();
        services.AddHttpsRedirection(options => options.HttpsPort ??= own > 0 ? own : HttpsPort);
        return services.AddCors(options => options.AddDefaultPolicy(policy => policy
            .WithOrigins([.. settings.CorsOrigins])
            .WithMethods(HttpMethods.Get, HttpMethods.Post)
            .WithHeaders(HeaderNames.ContentType, HeaderNames.Authorization, HeaderNames.TraceParent, RequestMetadata.IdempotencyKeyHeader, RequestMetadata.CorrelationIdHeader)
            .WithExposedHeaders(HeaderNames.Location, HeaderNames.RetryAfter, RequestMetadata.CorrelationIdHeader)));
    }

    /// <summary>Before all that looks at where a request came from.</summary>
    /// <param name="app">The application.</param>
    /// <param name="settings">The settings.</param>
    public static void UseTransportSecurity(this WebApplication app, HttpSettings settings)
    {
        if (settings.Proxies.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        if (settings.Hsts)
        {
            app.UseHsts();
        }

        if (settings.RedirectToHttps)
        {
            // Probes of an orchestrator come in plain HTTP, and follow no redirection.
            app.UseWhen(context => !context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase), branch => branch.UseHttpsRedirection());
        }
    }
}
