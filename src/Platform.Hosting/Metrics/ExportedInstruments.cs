using System.Diagnostics.Metrics;

namespace Platform.Metrics;

/// <summary>
/// Which instruments are exported: all of the platform's and of the application's, and a few of Orleans' that are either observed (asked for only when scraped)
/// or seldom written. Republishing its per-call instruments costs up to 45 % of the call throughput.
/// </summary>
/// <param name="meters">The names of the application's meters.</param>
internal sealed class ExportedInstruments(IEnumerable<string> meters)
{
    /// <summary>The name of Orleans' meter.</summary>
    public const string Orleans = "Microsoft.Orleans";

    private static readonly HashSet<string> OrleansInstruments = new(StringComparer.Ordinal)
    {
        "orleans-app-requests-timedout",
        "orleans-catalog-activation-failed-to-activate",
        "orleans-catalog-activation-working-set",
        "orleans-catalog-activations",
        "orleans-directory-cache-size",
        "orleans-gateway-connected-clients",
        "orleans-messaging-expired",
        "orleans-messaging-rejected",
        "orleans-runtime-available-memory",
        "orleans-runtime-total-physical-memory",
        "orleans-scheduler-long-running-turns",
        "orleans-storage-read-errors",
        "orleans-storage-write-errors",
        "orleans-streams-persistent-stream-pulling-agents",
    };

    private readonly HashSet<string> _meters = new(meters, StringComparer.Ordinal);

    public bool Include(Instrument instrument) => instrument.Meter.Name switch
    {
        // The library counts every record under OpenTelemetry's names too: once is enough here.
        "Orleans.Streaming.Kafka" => !instrument.Name.StartsWith("messaging.", StringComparison.Ordinal),
        "Platform.Processing" or "Platform.Persistence" or HostingMetrics.MeterName => true,
        Orleans => OrleansInstruments.Contains(instrument.Name),
        var name => _meters.Contains(name),
    };
}
