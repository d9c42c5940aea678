using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Persistence;

namespace Platform.Hosting.Health;

/// <summary>Ready when the database answers a read and grants the right to write.</summary>
internal sealed class StorageHealthCheck(IStorageProbe probe) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await probe.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy("The database answers.");
        }
        catch (PersistenceException exception)
        {
            return HealthCheckResult.Unhealthy($"The database doesn't answer: {exception.Message}", exception);
        }
    }
}
