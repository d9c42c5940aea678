namespace Platform.Configuration;

/// <summary><c>Platform:Telemetry</c>: what is exported over OTLP, and how the console's log is written.</summary>
public sealed record TelemetrySettings
{
    /// <summary>Where an OpenTelemetry collector listens, or null: nothing is exported then.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>How the collector is spoken to. Default: gRPC.</summary>
    public TelemetryProtocol OtlpProtocol { get; init; }

    /// <summary>Headers of each export, <c>name=value,…</c>; or null. A secret.</summary>
    public string? OtlpHeaders { get; init; }

    /// <summary>Whether metrics are exported. Default: true.</summary>
    public bool Metrics { get; init; } = true;

    /// <summary>Whether traces are exported. Default: true.</summary>
    public bool Traces { get; init; } = true;

    /// <summary>Whether logs are exported. Default: true.</summary>
    public bool Logs { get; init; } = true;

    /// <summary>The share of traces that are recorded where nobody decided yet, 0 to 1. Default: 0.01.</summary>
    public double TraceRatio { get; init; } = 0.01;

    /// <summary>How the console's log is written. Default: as text.</summary>
    public LogFormat LogFormat { get; init; }
}
