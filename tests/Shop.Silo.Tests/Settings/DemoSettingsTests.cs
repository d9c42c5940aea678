using Platform.Configuration;
using Platform.Hosting;
using Shop.Gateway;

namespace Shop.Silo.Tests.Settings;

public sealed class DemoSettingsTests
{
    private static readonly (string, string)[] RealBroker = [("Kafka:BootstrapServers", "kafka-1:9092"), ("Kafka:Security:Protocol", "Ssl")];

    [Theory]
    [InlineData("", true)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void Demo_WithTheEmbeddedBroker_RunsUnlessItIsSwitchedOff(string value, bool runs) => Assert.Equal(runs, RunsDemo(("Demo:Enabled", value)));

    [Fact]
    public void Demo_WithARealBroker_DoesNotRun() => Assert.False(RunsDemo(RealBroker));

    [Fact]
    public void Demo_BesideARealBroker_IsRefused()
    {
        var refusal = Application.Refusal([.. RealBroker, ("Demo:Enabled", "true")]);

        Assert.Contains("Platform:Demo:Enabled = 'true'", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Demo_WhenUnreadable_IsRefusedWithWhatWouldBeRight()
    {
        var refusal = Application.Refusal(("Demo:Enabled", "yes"));

        Assert.Contains("true or false", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Gateway_BesideAnEmbeddedSilosBroker_IsNotHeldToTheSilosRules()
    {
        var gateway = PlatformApplication.CreateGatewayBuilder(
            ["--environment=Development", "--Platform:Kafka:BootstrapServers=127.0.0.1:34567", "--Platform:Demo:Enabled=true", "--Platform:Email:Provider=Smtp", "--Platform:Storage:Provider=Memory"],
            platform => platform.DeclareShop());

        Assert.Null(Record.Exception(gateway.Check));
        Assert.Equal(PlatformRole.Gateway, gateway.Role);
    }

    private static bool RunsDemo(params (string Name, string Value)[] settings)
    {
        var runs = false;
        Application.Create(platform => runs = platform.DeclareShop().RunsDemo, settings).Check();
        return runs;
    }
}
