using Platform.Configuration.Loading;

namespace Platform.Hosting.Startup;

/// <summary>Warns of settings outside the section <c>Platform</c>: who sets <c>Kafka__BootstrapServers</c> means a broker and would get the embedded one.</summary>
internal static partial class IgnoredSettings
{
    /// <summary>Logs a warning for each.</summary>
    /// <param name="settings">The settings, loaded.</param>
    /// <param name="logger">The logger.</param>
    public static void WarnOfIgnored(this SettingsLoader settings, ILogger logger)
    {
        foreach (var path in settings.FindOutside())
        {
            LogIgnored(logger, path, $"Platform:{path}", $"Platform__{path.Replace(":", "__", StringComparison.Ordinal)}");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The setting {Path} is ignored, as it is not below Platform; {Right} would be read (environment: {Variable}).")]
    private static partial void LogIgnored(ILogger logger, string path, string right, string variable);
}
