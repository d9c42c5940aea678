using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Streaming.Kafka;

namespace Platform.Silo.Health;

/// <summary>Ready when the group has its assignment and every assigned partition its committed start.</summary>
internal sealed class GroupHealthCheck(IKafkaGroupStatus status) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var detail = $"Group {status.GroupId}: {status.Detail}.";
        return Task.FromResult(status.IsReady ? HealthCheckResult.Healthy(detail) : HealthCheckResult.Unhealthy(detail));
    }
}
