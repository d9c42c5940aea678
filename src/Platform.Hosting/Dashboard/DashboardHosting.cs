using Orleans.Dashboard;

namespace Platform.Hosting.Dashboard;

/// <summary>Serves Orleans' dashboard, which has no authentication of its own.</summary>
internal static class DashboardHosting
{
    /// <summary>The path it is served at.</summary>
    public const string Path = "/dashboard";

    /// <summary>Maps it. Outside Development only requests from this machine are answered.</summary>
    public static void MapPlatformDashboard(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            app.UseWhen(context => context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase), branch => branch.UseMiddleware<LocalRequestsOnly>());
        }

        app.MapOrleansDashboard(routePrefix: Path);
    }
}
