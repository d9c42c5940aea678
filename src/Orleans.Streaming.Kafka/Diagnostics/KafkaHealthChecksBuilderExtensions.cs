using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orleans.Streaming.Kafka;

/// <summary>Adds health checks of Kafka stream providers.</summary>
public static class KafkaHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of one provider on this silo. Unhealthy: not connected, no assignment, a partition halted or stuck.
    /// Degraded: deliveries that are stalled (<see cref="IKafkaGroupStatus.Degraded"/>), a partition slow, or the lag above its limit. Its data
    /// holds <c>group</c>, <c>partitions</c>, <c>lag</c>, <c>unmeasured</c> (partitions whose log's end is not known yet, and whose lag is not counted), <c>longestWithoutCommit</c> and <c>lastCommit</c> (ISO 8601, or <c>none yet</c>).
    /// </summary>
    /// <param name="checks">The checks.</param>
    /// <param name="provider">The provider's name.</param>
    /// <param name="name">The check's name; null for <c>kafka-&lt;provider&gt;</c>.</param>
    /// <param name="configure">Sets the limits.</param>
    /// <param name="tags">Tags of the check.</param>
    /// <exception cref="ValidationException">A limit is out of range.</exception>
    public static IHealthChecksBuilder AddKafkaStreams(this IHealthChecksBuilder checks, string provider, string? name = null, Action<KafkaHealthOptions>? configure = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(checks);
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        var options = new KafkaHealthOptions();
        configure?.Invoke(options);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);

        // What a check remembers outlives the check, which is built for each look.
        ProgressWatch? watch = null;
        return checks.Add(new HealthCheckRegistration(
            name ?? $"kafka-{provider}",
            services =>
            {
                LazyInitializer.EnsureInitialized(ref watch, () => new ProgressWatch(options, services.GetRequiredService<TimeProvider>()));
                return new KafkaHealthCheck(services.GetRequiredKeyedService<KafkaConsumerGroup>(provider), watch);
            },
            failureStatus: null,
            tags));
    }
}
