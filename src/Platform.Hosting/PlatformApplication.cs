using Platform.Configuration;
using Platform.Hosting.Startup;

namespace Platform.Hosting;

/// <summary>An event-processing application: a silo with its consumer groups, storage, HTTP, health, metrics and dashboard.</summary>
/// <example>
/// <code>
/// return await PlatformApplication.RunAsync(args, platform => platform
///     .AddEvents(events => events.Topic("meters.readings").Carries&lt;MeterReading&gt;("meter.reading", r => r.MeterId))
///     .AddGroup("meters", group => group.Deliver&lt;IMeterGrain&gt;("meters.readings"))
///     .Map(app => app.MapGet("/meters/{id}", (string id, IGrainFactory grains) => grains.GetGrain&lt;IMeterGrain&gt;(id).Get())));
/// </code>
/// </example>
public static class PlatformApplication
{
    private const string SiloUrl = "http://localhost:8080";
    private const string GatewayUrl = "http://localhost:8081";

    /// <summary>
    /// Runs a silo until it is stopped by Ctrl-C or SIGTERM, and has drained. A wrong configuration ends it with a message on standard error
    /// that says all that is wrong, and what would be right. With the argument <c>--check-settings</c> it checks the settings and ends.
    /// </summary>
    /// <param name="args">The command line.</param>
    /// <param name="configure">Declares events, groups and routes.</param>
    /// <returns>The exit code: 0 after a clean end, 1 after a wrong configuration, 2 where not all was drained when it stopped, which lasts 25 s at most.</returns>
    public static Task<int> RunAsync(string[] args, Action<PlatformBuilder> configure) => RunProgramAsync(args, configure, CreateSiloBuilder);

    /// <summary>Runs the application's HTTP routes in a process of their own: a client of the cluster, without groups and storage.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="configure">The same as the silo's: what only a silo has is passed over.</param>
    /// <inheritdoc cref="RunAsync"/>
    public static Task<int> RunGatewayAsync(string[] args, Action<PlatformBuilder> configure) => RunProgramAsync(args, configure, CreateGatewayBuilder);

    internal static PlatformBuilder CreateSiloBuilder(string[] args, Action<PlatformBuilder> configure) => Create(args, SiloUrl, PlatformRole.Silo, configure);

    internal static PlatformBuilder CreateGatewayBuilder(string[] args, Action<PlatformBuilder> configure) => Create(args, GatewayUrl, PlatformRole.Gateway, configure);

    private static Task<int> RunProgramAsync(string[] args, Action<PlatformBuilder> configure, Func<string[], Action<PlatformBuilder>, PlatformBuilder> create)
    {
        ArgumentNullException.ThrowIfNull(args);
        return PlatformProgram.RunAsync(async stop =>
        {
            var builder = create(SettingsCheck.Without(args), configure);
            if (SettingsCheck.IsWanted(args))
            {
                SettingsCheck.Run(builder);
                await Console.Out.WriteLineAsync("The settings are right.");
                return;
            }

            await using var application = await builder.BuildAsync(stop);
            await application.RunAsync(stop);
        });
    }

    private static PlatformBuilder Create(string[] args, string url, PlatformRole role, Action<PlatformBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new PlatformBuilder(WebBuilders.Create(args, url), role);
        configure(builder);
        return builder;
    }
}
