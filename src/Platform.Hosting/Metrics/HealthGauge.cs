using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Metrics;

/// <summary>Shows at <c>/metrics</c> what each check of <c>/health/ready</c> says, so that alerts follow the same judgement. Thread-safe.</summary>
internal sealed class HealthGauge : IHealthCheckPublisher
{
    /// <summary>How often the checks are made.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, int> _statuses = new(StringComparer.Ordinal);

    public HealthGauge(IMeterFactory meters) => meters.Create(HostingMetrics.MeterName).CreateObservableGauge(
        "platform.health.status",
        () => _statuses.Select(status => new Measurement<int>(status.Value, new KeyValuePair<string, object?>("check", status.Key))),
        "{status}",
        "What a check of readiness says: 2 ready, 1 degraded, 0 not ready.");

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (name, entry) in report.Entries)
        {
            _statuses[name] = (int)entry.Status;
        }

        return Task.CompletedTask;
    }
}
