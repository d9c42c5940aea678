using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Silo.Health;

/// <summary>What <c>/health/ready</c> answers: whether the silo is ready, and what each check says.</summary>
/// <param name="Status"><c>ready</c> or <c>not ready</c>.</param>
/// <param name="Checks">Each check, those that are not ready first.</param>
internal sealed record ReadinessResponse(string Status, IReadOnlyList<ReadinessCheck> Checks)
{
    public static ReadinessResponse Of(HealthReport report) => new(
        Text(report.Status),
        [.. report.Entries
            .Select(entry => new ReadinessCheck(entry.Key, Text(entry.Value.Status), entry.Value.Description ?? entry.Value.Exception?.Message))
            .OrderBy(check => check.Status, StringComparer.Ordinal)
            .ThenBy(check => check.Name, StringComparer.Ordinal)]);

    public static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(Of(report), context.RequestAborted);

    private static string Text(HealthStatus status) => status == HealthStatus.Healthy ? "ready" : "not ready";
}
