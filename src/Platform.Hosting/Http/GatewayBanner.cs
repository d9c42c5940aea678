namespace Platform.Hosting;

/// <summary>Says where the gateway listens, once it does.</summary>
internal static partial class GatewayBanner
{
    /// <summary>Logs the addresses when the process has started.</summary>
    public static void SayWhereItListens(this WebApplication app) => app.Lifetime.ApplicationStarted.Register(() =>
        LogListening(app.Logger, string.Join(", ", app.Urls)));

    [LoggerMessage(Level = LogLevel.Information, Message = "The gateway listens on {Urls}; its API is described at /openapi/v1.json.")]
    private static partial void LogListening(ILogger logger, string urls);
}
