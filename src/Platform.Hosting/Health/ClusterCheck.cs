using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Hosting.Health;

/// <summary>Whether a silo answers a call.</summary>
internal sealed class ClusterCheck(IGrainFactory grains, IClusterConnection cluster) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!cluster.IsConnected)
        {
            return HealthCheckResult.Unhealthy("Not connected to a silo yet.");
        }

        var silos = await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, cancellationToken);
        return HealthCheckResult.Healthy($"Active silos: {silos.Count}.");
    }
}
