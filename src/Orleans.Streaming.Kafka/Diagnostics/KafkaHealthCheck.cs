using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// A provider's health on this silo: connected and assigned, no partition halted, deliveries not degraded, offsets moving, lag in bounds. Thread-safe.
/// </summary>
/// <remarks>How long a partition is stalled is known from the second look on; the check sends no request.</remarks>
internal sealed class KafkaHealthCheck(KafkaConsumerGroup group, ProgressWatch watch) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(watch.Judge(group.Services.Status, [.. group.Progress()]));
}
