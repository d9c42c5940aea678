using Platform.Configuration;
using Platform.Configuration.Loading;
using Platform.Processing;

namespace Platform.Hosting;

/// <summary>What an application is to be built of; checked.</summary>
/// <param name="Platform">The builder.</param>
/// <param name="Web">The web application's builder.</param>
/// <param name="Loader">The settings' loader.</param>
/// <param name="Declarations">What was declared.</param>
internal sealed record ApplicationPlan(PlatformBuilder Platform, WebApplicationBuilder Web, SettingsLoader Loader, Declarations Declarations)
{
    public PlatformSettings Settings => Platform.Settings;

    public required Action<WebApplication> Routes { get; init; }

    public required Action<ISiloBuilder> ConfigureSilo { get; init; }

    /// <summary>Called before the application is built, once the platform's own services are registered.</summary>
    public required Action ReplaceServices { get; init; }

    public required Action<ProcessingOptions> ConfigureProcessing { get; init; }
}
