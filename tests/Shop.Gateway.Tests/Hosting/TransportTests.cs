using System.Net;

namespace Shop.Gateway.Tests.Hosting;

/// <summary>What browsers and proxies are answered.</summary>
[Collection(ClusterTests.Name)]
public sealed class TransportTests(ClusterFixture cluster)
{
    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/orders/unknown-of-all")]
    [InlineData("/no/such/route")]
    [InlineData("/health/live")]
    public async Task Answer_WhateverItIs_HasTheHeadersThatProtectBrowsers(string path)
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        using var response = await gateway.Http.GetAsync(path);

        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.Equal("DENY", Header(response, "X-Frame-Options"));
        Assert.Equal("no-referrer", Header(response, "Referrer-Policy"));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", Header(response, "Content-Security-Policy"));
        Assert.Null(Header(response, "Server"));
    }

    [Fact]
    public async Task Root_WhenOpened_LeadsToTheDescription()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        using var response = await gateway.Http.GetAsync("/");

        Assert.Equal("/openapi/v1.json", response.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("https://shop.example.org", "https://shop.example.org")]
    [InlineData("https://other.example.org", null)]
    public async Task Cors_IsClosedUnlessAnOriginIsNamed(string? allowed, string? answered)
    {
        await using var gateway = await GatewayApp.StartAsync(cluster, settings: allowed is null ? [] : [$"--Platform:Http:CorsOrigins={allowed}"]);
        using var request = new HttpRequestMessage(HttpMethod.Options, "/orders");
        request.Headers.Add("Origin", "https://shop.example.org");
        request.Headers.Add("Access-Control-Request-Method", "POST");

        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal(answered, Header(response, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("/orders/o-1", HttpStatusCode.TemporaryRedirect)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    public async Task PlainHttp_WhenHttpsIsRequired_IsRedirected(string path, HttpStatusCode status)
    {
        await using var gateway = await GatewayApp.StartAsync(cluster, settings: ["--Platform:Http:RedirectToHttps=true"]);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = gateway.Http.BaseAddress };

        using var response = await http.GetAsync(path);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK ? null : "https", response.Headers.Location?.Scheme);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.0.0.0/8", false)]
    public async Task ForwardedProtocol_IsBelievedOfKnownProxiesOnly(string proxies, bool believed)
    {
        await using var gateway = await GatewayApp.StartAsync(
            cluster, settings: [$"--Platform:Http:Proxies={proxies}", "--Platform:Http:RedirectToHttps=true", "--Platform:Http:Hsts=true"]);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = gateway.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", "192.0.2.7");
        request.Headers.Add("X-Forwarded-Host", "shop.example.org");

        using var response = await http.SendAsync(request);

        Assert.Equal(believed ? HttpStatusCode.OK : HttpStatusCode.TemporaryRedirect, response.StatusCode);
        Assert.Equal(believed ? "max-age=31536000" : null, Header(response, "Strict-Transport-Security"));
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
