using Microsoft.Extensions.Configuration;
using Platform.Hosting.Startup;

namespace Platform.Hosting.Tests.Startup;

public sealed class HttpAddressesTests
{
    [Theory]
    [InlineData("urls", "http://a:1; http://b:2", "http://a:1,http://b:2")]
    [InlineData("http_ports", "8080;8081", "http://*:8080,http://*:8081")]
    [InlineData("https_ports", "8443", "https://*:8443")]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://c:3", "http://c:3")]
    [InlineData("other", "x", "")]
    public void Addresses_FromEachSource_AreFound(string name, string value, string expected)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build();

        var addresses = HttpAddresses.Of(configuration);

        Assert.Equal(expected, string.Join(',', addresses));
    }
}
