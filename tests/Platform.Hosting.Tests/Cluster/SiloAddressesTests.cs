using System.Net;
using Platform.Configuration;

namespace Platform.Hosting.Tests.Cluster;

public sealed class SiloAddressesTests
{
    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("localhost", "127.0.0.1")]
    public void AdvertisedAddress_MayBeAnAddressOrAName(string configured, string expected)
    {
        Assert.Equal(IPAddress.Parse(expected), SiloAddresses.Advertised(new ClusterSettings { Provider = ClusterProvider.Redis, AdvertisedAddress = configured }));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("nowhere.invalid")]
    public void AdvertisedAddress_ThatOthersCannotUse_IsRefused(string configured)
    {
        var refusal = Assert.Throws<PlatformConfigurationException>(() => SiloAddresses.Advertised(new ClusterSettings { Provider = ClusterProvider.Redis, AdvertisedAddress = configured }));

        Assert.Contains($"Platform:Cluster:AdvertisedAddress = '{configured}'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Listening_IsOnAllAddresses_ButForASiloOfThisMachineAlone()
    {
        Assert.Equal(IPAddress.Any, SiloAddresses.ListeningFor(IPAddress.Parse("10.1.2.3")));
        Assert.Equal(IPAddress.Loopback, SiloAddresses.ListeningFor(IPAddress.Loopback));
        Assert.Equal(IPAddress.Loopback, SiloAddresses.Advertised(new ClusterSettings()));
    }
}
