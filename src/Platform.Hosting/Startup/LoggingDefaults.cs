using Microsoft.Extensions.Configuration.Memory;

namespace Platform.Hosting.Startup;

/// <summary>
/// What the process logs where nothing else is configured. Not an <c>appsettings.json</c>: a silo that is published along with a gateway
/// would get the other's.
/// </summary>
internal static class LoggingDefaults
{
    private static readonly Dictionary<string, string?> Settings = new(StringComparer.Ordinal)
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        // Every unready check of every probe would be an error here; /health/ready says it.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        ["Logging:LogLevel:Orleans"] = "Warning",
        // Each failed attempt to connect; the gateway itself says that it is waiting for a silo.
        ["Logging:LogLevel:Orleans.Runtime.Messaging.ConnectionManager"] = "Error",
        ["Logging:LogLevel:Orleans.Streaming.Kafka"] = "Information",
        // What Orleans says of every grain service.
        ["Logging:LogLevel:Platform.Processing.EntityClaimService"] = "Warning",
        // Orleans' placement reports each new activation through it.
        ["Logging:LogLevel:Polly"] = "Warning",
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "HH:mm:ss ",
    };

    /// <summary>Puts the defaults below every other source.</summary>
    public static void AddLoggingDefaults(this ConfigurationManager configuration) =>
        ((IConfigurationBuilder)configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = Settings });
}
