using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Processing;

namespace Platform.Hosting.Health;

/// <summary>Degraded, and still ready, where this silo had to store outputs as rejected.</summary>
internal sealed class OutputsCheck(RejectedOutputReport rejected) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(rejected.Text is { } text ? HealthCheckResult.Degraded(text) : HealthCheckResult.Healthy("No output was rejected."));
}
