using Platform.Hosting.Tests.Meters;

namespace Platform.Hosting.Tests;

/// <summary>The settings that an application adds.</summary>
public sealed class ApplicationSettingsTests
{
    [Fact]
    public void Section_OfTheApplications_IsRead()
    {
        var price = 0L;

        Application.Check(platform => price = platform.AddSettings("Tariff", section => section.Number("Price")) ?? 0, ("Tariff:Price", "7"));

        Assert.Equal(7, price);
    }

    [Theory]
    [InlineData("Tariff:Prise", "Platform:Tariff:Price")]
    [InlineData("Tarif:Price", "Platform:Tariff")]
    [InlineData("Price", "Platform:Tariff:Price")]
    public void Name_ThatTheApplicationDoesNotRead_IsRefusedWithTheNearest(string name, string nearest)
    {
        var refusal = Application.Refusal(ReadTariff, (name, "7"));

        Assert.Contains($"There is no such setting. The nearest one is {nearest}.", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Value_ThatTheApplicationRefuses_IsReportedByItsName()
    {
        var refusal = Application.Refusal(
            platform => platform.AddSettings("Tariff", section =>
            {
                section.Refuse("Price", section.Number("Price"), "Right is a price that someone pays.");
                return 0;
            }),
            ("Tariff:Price", "7"));

        Assert.Equal("Platform:Tariff:Price = '7' (environment: Platform__Tariff__Price)\nRight is a price that someone pays.", Assert.Single(refusal.Problems));
    }

    [Fact]
    public void Default_LosesAgainstEveryOtherSource()
    {
        var platform = PlatformApplication.CreateSiloBuilder(["--Tariff:Price=7", "--urls=http://127.0.0.1:1"], platform => platform
            .SetDefault("Tariff:Price", "1")
            .SetDefault("Tariff:Unit", "kWh")
            .SetDefault("urls", "http://127.0.0.1:2")
            .SetDefault("Logging:LogLevel:Default", "Trace"));

        Assert.Equal(
            ("7", "kWh", "http://127.0.0.1:1", "Information"),
            (platform.Configuration["Tariff:Price"], platform.Configuration["Tariff:Unit"], platform.Configuration["urls"], platform.Configuration["Logging:LogLevel:Default"]));
    }

    [Fact]
    public void Default_SetTwice_IsTheLastOne()
    {
        var platform = PlatformApplication.CreateSiloBuilder(["--urls=http://127.0.0.1:1"], platform => platform
            .SetDefault("Tariff:Price", "1")
            .SetDefault("Tariff:Unit", "kWh")
            .SetDefault("urls", "http://127.0.0.1:2")
            .SetDefault("Tariff:Price", "2")
            .SetDefault("urls", "http://127.0.0.1:3"));

        Assert.Equal(("2", "kWh", "http://127.0.0.1:1"), (platform.Configuration["Tariff:Price"], platform.Configuration["Tariff:Unit"], platform.Configuration["urls"]));
    }

    [Fact]
    public void Default_OfTheEnvironment_LosesToo()
    {
        const string Variable = "HostingTests__Price";
        Environment.SetEnvironmentVariable(Variable, "7");
        try
        {
            var platform = Application.Create(platform => platform.SetDefault("HostingTests:Price", "1"));

            Assert.Equal("7", platform.Configuration["HostingTests:Price"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    private static void ReadTariff(PlatformBuilder platform)
    {
        MeterApplication.Declare(platform);
        platform.AddSettings("Tariff", section => section.Number("Price"));
    }
}
