using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Persistence;

namespace Platform.Hosting.Health;

/// <summary>Degraded, and still ready, where Kafka rejected outputs for good that nobody has redriven or dropped since: on every silo, for as long as there are any.</summary>
internal sealed class OutputsCheck(IParkingStorage parking) : IHealthCheck
{
    private const int NamedMax = 100;

    private static readonly QuarantineQuery Rejected = new() { ErrorType = QuarantinedEntity.RejectedOutput, Limit = NamedMax };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<QuarantinedEntity> entities;
        try
        {
            entities = await parking.ListQuarantinedAsync(Rejected).WaitAsync(cancellationToken);
        }
        catch (PersistenceException exception)
        {
            return HealthCheckResult.Degraded($"Whether outputs were rejected is not known: {exception.Message}", exception);
        }

        return entities is [var first, ..]
            ? HealthCheckResult.Degraded(TextOf(entities, first))
            : HealthCheckResult.Healthy("No output is rejected.");
    }

    private static string TextOf(IReadOnlyList<QuarantinedEntity> entities, QuarantinedEntity first)
    {
        var count = entities.Count == NamedMax ? $"{NamedMax} or more entities have" : entities.Count == 1 ? "1 entity has" : $"{entities.Count} entities have";
        return $"{count} outputs that Kafka rejected for good; they are kept with their bytes and wait for a redrive, or to be dropped. The first is {first.Grain}/{first.Key}, with {first.RejectedOutputs} for topic {first.Topic}: {first.Error}";
    }
}
