using Platform.Configuration;

namespace Platform.Hosting.Tests;

/// <summary>Builders of silos that get their settings from the command line, named below <c>Platform:</c>.</summary>
internal static class Application
{
    public static PlatformBuilder Create(Action<PlatformBuilder> configure, params (string Name, string Value)[] settings) =>
        PlatformApplication.CreateSiloBuilder(["--Platform:Auth:AllowAnonymous=true", .. settings.Select(setting => $"--Platform:{setting.Name}={setting.Value}")], configure);

    /// <summary>What is declared, with what the settings say of it.</summary>
    public static Declarations Check(Action<PlatformBuilder> configure, params (string Name, string Value)[] settings) => Create(configure, settings).Check();

    /// <summary>Everything that is wrong.</summary>
    public static PlatformConfigurationException Refusal(Action<PlatformBuilder> configure, params (string Name, string Value)[] settings) =>
        Assert.Throws<PlatformConfigurationException>(() => Check(configure, settings));
}
