using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Gateway.Health;

/// <summary>What <c>/health/ready</c> answers.</summary>
/// <param name="Status"><c>ready</c> or <c>not ready</c>.</param>
/// <param name="Checks">Each check, by name.</param>
internal sealed record ReadinessAnswer(string Status, IReadOnlyList<ReadinessCheckAnswer> Checks)
{
    /// <summary>The answer for a report.</summary>
    public static ReadinessAnswer Of(HealthReport report) => new(
        Text(report.Status),
        [.. report.Entries
            .Select(entry => new ReadinessCheckAnswer(entry.Key, Text(entry.Value.Status), entry.Value.Description ?? entry.Value.Exception?.Message))
            .OrderBy(check => check.Name, StringComparer.Ordinal)]);

    /// <summary>Writes the answer; the status code is the health middleware's.</summary>
    public static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(Of(report), context.RequestAborted);

    private static string Text(HealthStatus status) => status == HealthStatus.Healthy ? "ready" : "not ready";
}
