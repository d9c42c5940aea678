using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Hosting.Membership;

namespace Platform.Hosting.Health;

/// <summary>
/// Degraded, and still ready, while the store of the cluster's members does not answer: those that are members go on, and a restart would
/// make this one none.
/// </summary>
internal sealed class MembershipCheck(IMembership membership) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await membership.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy("The store of the cluster's members answers.");
        }
        catch (MembershipStoreException exception)
        {
            return HealthCheckResult.Degraded($"The store of the cluster's members doesn't answer. Silos that are members go on; none can join, and none that died is replaced, until it does. {exception.Message}", exception);
        }
    }
}
