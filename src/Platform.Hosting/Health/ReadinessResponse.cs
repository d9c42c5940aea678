using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Hosting.Health;

/// <summary>What <c>/health/ready</c> answers: whether the silo is ready, and what each check says.</summary>
/// <param name="Status"><c>ready</c>, <c>degraded</c> (200 as well) or <c>not ready</c> (503).</param>
/// <param name="Checks">Each check, the worst first; empty for who is no operator.</param>
internal sealed record ReadinessResponse(string Status, IReadOnlyList<ReadinessCheck> Checks)
{
    public static ReadinessResponse Of(HealthReport report) => new(
        Text(report.Status),
        [.. report.Entries
            .OrderBy(entry => entry.Value.Status)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => new ReadinessCheck(entry.Key, Text(entry.Value.Status), entry.Value.Description ?? entry.Value.Exception?.Message))]);

    /// <summary>Writes it; what the checks say names brokers, databases and groups, and is for operators.</summary>
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var isOperator = CallerExtensions.Rules(context).MayOperate(context, Scopes.Admin, Scopes.Metrics);
        return context.Response.WriteAsJsonAsync(isOperator ? Of(report) : Of(report) with { Checks = [] }, context.RequestAborted);
    }

    private static string Text(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "ready",
        HealthStatus.Degraded => "degraded",
        _ => "not ready",
    };
}
