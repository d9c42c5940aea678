using Microsoft.Extensions.Configuration.Memory;

namespace Platform.Gateway.Hosting;

/// <summary>
/// What the process logs where nothing else is configured. Not an <c>appsettings.json</c>: the silo, which publishes the
/// gateway along with itself, has one of its own.
/// </summary>
internal static class LoggingDefaults
{
    private static readonly Dictionary<string, string?> Settings = new(StringComparer.Ordinal)
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Orleans"] = "Warning",
        // Each failed attempt to connect; the gateway itself says that it is waiting for a silo.
        ["Logging:LogLevel:Orleans.Runtime.Messaging.ConnectionManager"] = "Error",
        ["Logging:LogLevel:Orleans.Streaming.Kafka"] = "Information",
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "HH:mm:ss ",
    };

    /// <summary>Puts the defaults below every other source.</summary>
    public static void AddLoggingDefaults(this ConfigurationManager configuration) =>
        ((IConfigurationBuilder)configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = Settings });
}
