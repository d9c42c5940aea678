using Orleans.Dashboard;
using Platform.Configuration;

namespace Platform.Hosting.Dashboard;

/// <summary>Serves Orleans' dashboard, which has no authentication of its own.</summary>
internal static class DashboardHosting
{
    /// <summary>The path it is served at.</summary>
    public const string Path = "/dashboard";

    /// <summary>
    /// Maps it, for the scope <c>admin</c> or at the operators' address. Where there is neither, only requests from this machine are answered
    /// outside Development.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="settings">The settings.</param>
    public static void MapPlatformDashboard(this WebApplication app, PlatformSettings settings)
    {
        if (!settings.Auth.IsRequired && settings.Management.Url is null && !app.Environment.IsDevelopment())
        {
            app.UseWhen(context => context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase), branch => branch.UseMiddleware<LocalRequestsOnly>());
        }

        app.MapOrleansDashboard(routePrefix: Path).RequireOperator(Scopes.Admin).DisableRateLimiting();
    }
}
