using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Streaming.Kafka;

namespace Platform.Hosting.Health;

/// <summary>
/// Ready when the group has its assignment and every assigned partition its committed start; degraded, and still ready, while deliveries
/// stand still that others go past: a restart or another silo would not mend them.
/// </summary>
internal sealed class GroupHealthCheck(IKafkaGroupStatus status) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Judge());

    private HealthCheckResult Judge()
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["lastCommit"] = status.LastCommit is { } at ? at.ToString("O", CultureInfo.InvariantCulture) : "none yet",
        };
        var detail = $"Group {status.GroupId}: {status.Detail}.";
        return !status.IsReady ? HealthCheckResult.Unhealthy(detail, data: data)
            : status.Degraded is { } degraded ? HealthCheckResult.Degraded($"Group {status.GroupId}: {degraded}.", data: data)
            : HealthCheckResult.Healthy(detail, data);
    }
}
