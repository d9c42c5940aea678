using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Platform.Configuration.Startup;

/// <summary>Warns of settings that stand outside the section <c>Platform</c>: who sets <c>Kafka__BootstrapServers</c> means a broker and would get the embedded one.</summary>
public static partial class IgnoredSettings
{
    /// <summary>Logs a warning for each.</summary>
    /// <param name="app">The application.</param>
    public static void WarnOfIgnoredSettings(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        foreach (var path in PlatformSettings.FindOutsideSection(app.Configuration))
        {
            LogIgnored(app.Logger, path, $"Platform:{path}", $"Platform__{path.Replace(":", "__", StringComparison.Ordinal)}");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The setting {Path} is ignored, as it does not stand below Platform; {Right} would be read (environment: {Variable}).")]
    private static partial void LogIgnored(ILogger logger, string path, string right, string variable);
}
