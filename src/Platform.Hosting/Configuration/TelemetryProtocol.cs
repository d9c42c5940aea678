namespace Platform.Configuration;

/// <summary>How an OpenTelemetry collector is spoken to.</summary>
public enum TelemetryProtocol
{
    /// <summary>OTLP over gRPC, by convention at port 4317.</summary>
    Grpc,

    /// <summary>OTLP as protocol buffers over HTTP, by convention at port 4318; the paths <c>/v1/…</c> are below the endpoint.</summary>
    HttpProtobuf,
}
