using System.Net;
using System.Net.Sockets;
using Platform.Configuration;
using Platform.Hosting.Startup;

namespace Platform.Hosting.Tests.Startup;

public sealed class PortCheckTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("*")]
    public void Port_WhenTaken_IsRefusedNamingItAndItsSetting(string host)
    {
        using var listener = Listen();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var refusal = Assert.Throws<PlatformConfigurationException>(() => PortCheck.EnsureFree(ListeningPort.OfUrls([$"http://{host}:{port}"])));

        Assert.Contains($"Port {port}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--urls", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SiloPorts_WhenBothAreTaken_AreBothTold()
    {
        using var silo = Listen();
        using var gateway = Listen();
        var cluster = new ClusterSettings { SiloPort = ((IPEndPoint)silo.LocalEndpoint).Port, GatewayPort = ((IPEndPoint)gateway.LocalEndpoint).Port };

        var refusal = Assert.Throws<PlatformConfigurationException>(() => PortCheck.EnsureFree(ListeningPort.OfSilo(cluster, "127.0.0.1")));

        Assert.Contains("Platform__Cluster__SiloPort", refusal.Problems[0], StringComparison.Ordinal);
        Assert.Contains("Platform__Cluster__GatewayPort", refusal.Problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Port_WhenFreed_PassesAndCanStillBeListenedOn()
    {
        int port;
        using (var listener = Listen())
        {
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        PortCheck.EnsureFree(ListeningPort.OfUrls([$"http://localhost:{port}"]));

        using var again = new TcpListener(IPAddress.Loopback, port);
        again.Start();
    }

    [Fact]
    public void Port_WhenAskedForTwice_IsRefusedNamingBothSettings()
    {
        var refusal = Assert.Throws<PlatformConfigurationException>(
            () => PortCheck.EnsureFree([.. ListeningPort.OfUrls(["http://localhost:45678"]), .. ListeningPort.OfSilo(new ClusterSettings { SiloPort = 45678, GatewayPort = 45679 }, "127.0.0.1")]));

        Assert.Contains("asked for twice", Assert.Single(refusal.Problems), StringComparison.Ordinal);
        Assert.Contains("--urls", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Platform:Cluster:SiloPort", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Port_WhenTheSystemChooses_IsNotAskedAbout()
    {
        PortCheck.EnsureFree(ListeningPort.OfUrls(["http://127.0.0.1:0", "http://127.0.0.1:0"]));
    }

    [Fact]
    public void Url_WhenItIsNone_IsRefused()
    {
        var refusal = Assert.Throws<PlatformConfigurationException>(() => ListeningPort.OfUrls(["8080"]));

        Assert.Contains("'8080'", refusal.Message, StringComparison.Ordinal);
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }
}
