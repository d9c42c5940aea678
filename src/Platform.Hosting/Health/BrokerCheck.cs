using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Streaming.Kafka;

namespace Platform.Hosting.Health;

/// <summary>Whether a Kafka broker answers.</summary>
internal sealed class BrokerCheck(IKafkaTopics topics) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await topics.CheckAsync(cancellationToken);
        return HealthCheckResult.Healthy("A broker answers.");
    }
}
