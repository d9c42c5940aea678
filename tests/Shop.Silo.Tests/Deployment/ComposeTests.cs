using System.Text.RegularExpressions;
using Platform.Configuration;
using Platform.Hosting;
using Platform.Hosting.Startup;
using Shop.Gateway;

namespace Shop.Silo.Tests.Deployment;

/// <summary>docker-compose.yml beside what programs, Prometheus and pages say.</summary>
public sealed partial class ComposeTests
{
    private static readonly ComposeFile Compose = ComposeFile.Load("docker-compose.yml");
    private static readonly ComposeFile Laptop = ComposeFile.Load("deploy/compose/laptop.yml");

    [Theory]
    [InlineData("silo-1", false)]
    [InlineData("silo-2", false)]
    [InlineData("silo-1", true)]
    [InlineData("gateway", false)]
    [InlineData("gateway", true)]
    public void Settings_OfAService_AreRightByItsOwnChecks(string service, bool isLaptop) => SettingsCheck.Run(Program(service, isLaptop));

    [Fact]
    public void Settings_OfAService_AreReallyChecked() =>
        Assert.Contains("AllowPlaintext", Assert.Throws<PlatformConfigurationException>(() => SettingsCheck.Run(Program("silo-1", isLaptop: false, without: "Platform__Storage__AllowPlaintext"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Images_ArePinnedToAVersion() => Assert.All(Compose.Services, service => Assert.Matches(@"^[\w./-]+:v?\d+\.\d+(\.\d+)?$", Compose.Text(service, "image")));

    [Fact]
    public void Ports_ArePublishedOnLoopbackOnly_AndAreThoseOfThePage()
    {
        var page = File.ReadAllText(Repository.Find("docs", "deployment.md"));
        var published = Compose.Services.SelectMany(service => Compose.List(service, "ports")).Select(port => port.Split(':')).ToList();

        Assert.Equal(11, published.Count);
        Assert.All(published, port => Assert.Equal("127.0.0.1", port[0]));
        Assert.All(published, port => Assert.Contains(port[1], page, StringComparison.Ordinal));
        Assert.Equal(published.Count, published.Select(port => port[1]).Distinct().Count());
    }

    [Fact]
    public void Prometheus_ScrapesTheServicesAtTheirPorts()
    {
        var targets = Targets().Matches(File.ReadAllText(Repository.Find("deploy", "prometheus", "prometheus.yml"))).SelectMany(match => match.Groups["targets"].Value.Split(", ")).ToList();

        Assert.Equal(["silo-1:9464", "silo-2:9464", "gateway:9464", "kafka-exporter:9308"], targets);
        Assert.All(targets, target => Assert.Contains(Compose.List(target.Split(':')[0], "ports"), port => port.EndsWith($":{target.Split(':')[1]}", StringComparison.Ordinal)));
        Assert.All(["silo-1", "silo-2", "gateway"], service => Assert.Equal("http://0.0.0.0:9464", Compose.Environment(service)["Platform__Management__Url"]));
    }

    [Fact]
    public void Secrets_AreInNoFile_AndEachHasItsLineInTheExample()
    {
        var text = File.ReadAllText(Repository.Find("docker-compose.yml"));
        var wanted = Variables().Matches(text).Select(match => match.Groups["name"].Value).Distinct().ToList();

        Assert.Equal(["POSTGRES_PASSWORD", "GRAFANA_PASSWORD"], wanted);
        Assert.Equal(wanted.Select(name => $"{name}="), File.ReadLines(Repository.Find("deploy", "compose", ".env.example")).Where(line => !line.StartsWith('#')));
        Assert.DoesNotMatch(@"(?i)password(=|: )(?!\$)", text);
        Assert.Contains(".env", File.ReadLines(Repository.Find(".gitignore")));
    }

    [Fact]
    public void Programs_HaveTheNamesOfTheirImages_ARootTheyDontWrite_AndLongerThanTheyTakeToStop()
    {
        Assert.Equal(("shop-silo:1.0.0", "shop-silo:1.0.0", "shop-gateway:1.0.0"), (Compose.Text("silo-1", "image"), Compose.Text("silo-2", "image"), Compose.Text("gateway", "image")));
        Assert.All(["silo-1", "silo-2", "gateway"], service => Assert.Equal(("true", "45s"), (Compose.Text(service, "read_only"), Compose.Text(service, "stop_grace_period"))));
        Assert.All(Compose.Services.Except(["kafka-exporter"]), service => Assert.NotEmpty(Compose.List(service, "healthcheck", "test")));
    }

    private static PlatformBuilder Program(string service, bool isLaptop, string? without = null)
    {
        var environment = new Dictionary<string, string>(Compose.Environment(service), StringComparer.Ordinal);
        foreach (var (name, value) in isLaptop ? Laptop.Environment(service) : new Dictionary<string, string>(StringComparer.Ordinal))
        {
            environment[name] = value;
        }

        string[] args = [
            .. environment.Where(variable => variable.Key.StartsWith("Platform__", StringComparison.Ordinal) && variable.Key != without).Select(variable => $"--{variable.Key.Replace("__", ":", StringComparison.Ordinal)}={variable.Value}"),
            $"--environment={environment["DOTNET_ENVIRONMENT"]}", $"--urls={environment["ASPNETCORE_URLS"]}"];
        return service == "gateway"
            ? PlatformApplication.CreateGatewayBuilder(args, platform => platform.DeclareShop())
            : PlatformApplication.CreateSiloBuilder(args, ShopSilo.Configure);
    }

    [GeneratedRegex(@"targets: \[(?<targets>[^\]]*)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Targets();

    [GeneratedRegex(@"\$\{(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variables();
}
