using Platform.Configuration;
using Platform.Hosting;

namespace Shop.Silo.Tests;

/// <summary>Builders of the shop's silo that gets its settings from the command line, named below <c>Platform:</c>.</summary>
internal static class Application
{
    public static PlatformBuilder Create(params (string Name, string Value)[] settings) => Create(ShopSilo.Configure, settings);

    public static PlatformBuilder Create(Action<PlatformBuilder> configure, params (string Name, string Value)[] settings) =>
        PlatformApplication.CreateSiloBuilder(["--Platform:Auth:AllowAnonymous=true", .. settings.Select(setting => $"--Platform:{setting.Name}={setting.Value}")], configure);

    /// <summary>What the shop declares, with what the settings say of it.</summary>
    public static Declarations Check(params (string Name, string Value)[] settings) => Create(settings).Check();

    /// <summary>Everything that is wrong.</summary>
    public static PlatformConfigurationException Refusal(params (string Name, string Value)[] settings) =>
        Assert.Throws<PlatformConfigurationException>(() => Check(settings));
}
