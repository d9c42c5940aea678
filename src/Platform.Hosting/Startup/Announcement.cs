using System.Runtime;

namespace Platform.Hosting.Startup;

/// <summary>Prints the banner once everything listens.</summary>
internal static partial class Announcement
{
    public static void AnnounceWhenStarted(this WebApplication app, BannerFacts facts) =>
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            LogCollector(app.Logger, GCSettings.IsServerGC, Environment.ProcessorCount);
            Console.Out.WriteLine(Banner.Text(facts with { Url = Reachable(app.Urls.First()) }));
        });

    /// <summary>An address a browser on this machine can open: one that means all addresses is none.</summary>
    /// <param name="url">The address as it is listened on.</param>
    internal static string Reachable(string url)
    {
        var address = BindingAddress.Parse(url);
        return address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? $"{address.Scheme}://localhost:{address.Port}" : url.TrimEnd('/');
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Server garbage collection: {IsServer}, {Processors} processors.")]
    private static partial void LogCollector(ILogger logger, bool isServer, int processors);
}
