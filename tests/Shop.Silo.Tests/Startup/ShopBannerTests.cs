using System.Net;
using Platform.Hosting.Startup;

namespace Shop.Silo.Tests.Startup;

/// <summary>What the shop adds to the lines that its silo prints.</summary>
public sealed class ShopBannerTests
{
    [Fact]
    public void Banner_WhenAllIsEmbedded_SaysHowToEndTheDemoAndWhatToTry()
    {
        var text = Text();

        Assert.Contains("Platform__Demo__Enabled=false", text, StringComparison.Ordinal);
        Assert.Contains("e-mail     to the log, which leaves them out: start with --Logging:LogLevel:Shop.Silo.Emails=Information", text, StringComparison.Ordinal);
        Assert.Equal(3, text.Split('\n').Count(line => line.TrimStart().StartsWith("curl ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Banner_WithARealBroker_ShowsNoDemo()
    {
        Assert.DoesNotContain("demo feed", Text(("Kafka:BootstrapServers", "kafka:9092"), ("Kafka:Security:Protocol", "Ssl")), StringComparison.Ordinal);
    }

    [Fact]
    public void Banner_WhenEmailsGoThroughAServer_NamesIt()
    {
        Assert.Contains("e-mail     through mail:587", Text(("Email:Provider", "Smtp"), ("Email:Host", "mail")), StringComparison.Ordinal);
    }

    [Fact]
    public void Banner_WhenTheGatewayIsOff_HasNothingToTry()
    {
        Assert.DoesNotContain("curl", Text(("Gateway:Enabled", "false")), StringComparison.Ordinal);
    }

    private static string Text(params (string Name, string Value)[] settings)
    {
        var platform = Application.Create(settings);
        return Banner.Text(new BannerFacts
        {
            Settings = platform.Settings,
            BootstrapServers = "127.0.0.1:34567",
            Database = "SQLite, /tmp/platform.db",
            IsDatabaseTemporary = false,
            Advertised = IPAddress.Loopback,
            Membership = "",
            Lines = platform.Banner,
            Url = "http://localhost:8080",
        });
    }
}
