using System.Net;
using Platform.Configuration;
using Platform.Hosting.Startup;

namespace Platform.Hosting.Tests.Startup;

public sealed class BannerTests
{
    [Fact]
    public void Banner_WhenAllIsEmbedded_SaysWhatRunsWhatIsNotKeptAndWhatToTry()
    {
        var text = Banner.Text(Facts(new PlatformSettings()) with { IsDatabaseTemporary = true });

        Assert.Contains("embedded, at 127.0.0.1:34567", text, StringComparison.Ordinal);
        Assert.Contains("storage    SQLite, /tmp/platform.db", text, StringComparison.Ordinal);
        Assert.Contains("http://localhost:8080/dashboard", text, StringComparison.Ordinal);
        Assert.Contains("http://localhost:8080/metrics", text, StringComparison.Ordinal);
        Assert.Contains("Not kept after exit: all events and all state.", text, StringComparison.Ordinal);
        Assert.Contains("meters     read once a second", text, StringComparison.Ordinal);
        Assert.Equal(["  curl http://localhost:8080/meters/m-1"], text.Split(Environment.NewLine).Where(line => line.Contains("curl", StringComparison.Ordinal)));
    }

    [Fact]
    public void Banner_SaysWhetherCallersAreKnown_AndWhereOperatorsGo()
    {
        var open = Banner.Text(Facts(new PlatformSettings()));
        var known = Banner.Text(Facts(new PlatformSettings
        {
            Auth = new AuthSettings { Authority = new Uri("https://login.example.org/"), Audience = "shop" },
            Management = new ManagementSettings { Url = new Uri("http://127.0.0.1:9090") },
        }));

        Assert.Contains("callers    NOT asked who they are", open, StringComparison.Ordinal);
        Assert.Contains("callers    show a token of https://login.example.org/", known, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:9090/metrics", known, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:9090/dashboard", known, StringComparison.Ordinal);
    }

    [Fact]
    public void Banner_WithARealBroker_PromisesNothingAway()
    {
        var text = Banner.Text(Facts(new PlatformSettings { Kafka = new KafkaSettings { BootstrapServers = "kafka:9092" } }) with { BootstrapServers = "kafka:9092" });

        Assert.Contains("broker     kafka:9092", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Not kept", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Banner_WhenTheGatewayIsOff_HasNothingToTry()
    {
        var text = Banner.Text(Facts(new PlatformSettings { Gateway = new GatewaySettings { Enabled = false } }));

        Assert.DoesNotContain("curl", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Banner_OfASiloOfSeveral_SaysWhereOthersReachItAndHowItFoundThem()
    {
        var text = Banner.Text(Facts(new PlatformSettings()) with { Advertised = IPAddress.Parse("10.1.2.3"), Membership = "members in PostgreSQL, shop at db:5432" });

        Assert.Contains("10.1.2.3:11111, clients at 10.1.2.3:30000, cluster dev, members in PostgreSQL, shop at db:5432", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:8080", "http://localhost:8080")]
    [InlineData("http://[::]:8080", "http://localhost:8080")]
    [InlineData("http://0.0.0.0:80/", "http://localhost:80")]
    [InlineData("http://127.0.0.1:5000/", "http://127.0.0.1:5000")]
    public void Url_ThatStandsForAllAddresses_IsShownAsOneThatOpens(string url, string shown)
    {
        Assert.Equal(shown, Announcement.Reachable(url));
    }

    private static BannerFacts Facts(PlatformSettings settings) => new()
    {
        Settings = settings,
        BootstrapServers = "127.0.0.1:34567",
        Database = "SQLite, /tmp/platform.db",
        IsDatabaseTemporary = false,
        Advertised = IPAddress.Loopback,
        Membership = "",
        Lines = new BannerLines().Add("meters", "read once a second").Try(url => $"curl {url}/meters/m-1"),
        Url = "http://localhost:8080",
    };
}
