using Microsoft.Extensions.Configuration;
using Platform.Configuration;

namespace Platform.Hosting.Tests.Configuration;

/// <summary>Loads settings from pairs, named below <c>Platform:</c>.</summary>
internal static class Settings
{
    public static readonly (string, string?) RealBroker = ("Kafka:BootstrapServers", "kafka-1:9092");

    public static readonly (string, string?) Encrypted = ("Kafka:Security:Protocol", "Ssl");

    /// <summary>What most tests are not about.</summary>
    private static readonly (string, string?) Anonymous = ("Auth:AllowAnonymous", "true");

    public static PlatformSettings Load(params (string Name, string? Value)[] values) =>
        Load(PlatformRole.Silo, isDevelopment: false, values);

    public static PlatformSettings Load(PlatformRole role, bool isDevelopment, params (string Name, string? Value)[] values) =>
        PlatformSettings.Load(Configuration(values), isDevelopment, role);

    public static PlatformConfigurationException Refusal(params (string Name, string? Value)[] values) =>
        Assert.Throws<PlatformConfigurationException>(() => Load(values));

    public static IConfiguration Configuration(params (string Name, string? Value)[] values) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection((values.Any(pair => pair.Name.StartsWith("Auth", StringComparison.Ordinal)) ? values : [.. values, Anonymous]).Select(pair => KeyValuePair.Create($"Platform:{pair.Name}", pair.Value)))
            .Build();
}
