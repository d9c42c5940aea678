using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Shop.Gateway.Tests.Hosting;

namespace Shop.Gateway.Tests.Auth;

/// <summary>Who is known, and who is not.</summary>
[Collection(ClusterTests.Name)]
public sealed class AuthenticationTests(ClusterFixture cluster)
{
    [Theory]
    [InlineData("/orders/known-1")]
    [InlineData("/users/ada")]
    [InlineData("/users/ada/orders")]
    [InlineData("/analytics/orders")]
    [InlineData("/metrics")]
    [InlineData("/admin/quarantine")]
    [InlineData("/no/such/route")]
    public async Task Request_OfNobody_Is401(string path)
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(cluster, settings: [.. provider.Settings, "--Platform:Admin:Enabled=true"]);

        using var response = await gateway.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    public async Task Request_OfNobody_ForWhatIsPublic_IsAnswered(string path)
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(cluster, settings: provider.Settings);

        using var response = await gateway.Http.GetAsync(path);

        Assert.NotEqual(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    public static TheoryData<string> Forgeries => ["another issuer", "another audience", "expired", "not yet valid", "without expiry", "another key", "no algorithm", "a secret's algorithm", "no subject", "subject ..", "garbage"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Token_ThatIsNotTheProvidersForThisService_Is401(string forgery)
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(cluster, settings: provider.Settings);
        GrainWorld.Users["forged"] = new Shop.Grains.Users.UserView { UserId = "forged", Orders = 0, Cancelled = 0, Spent = 0, Ordered = 0 };
        await GetAsync(gateway, "/users/forged", provider.Token("forged")).JsonAsync();

        using var response = await GetAsync(gateway, "/users/forged", TokenOf(provider, forgery));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Token_CheckedWithAKeySetAlone_IsTaken()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(
            cluster, settings: [$"--Platform:Auth:KeySetAddress={provider.Issuer}/keys", $"--Platform:Auth:Issuer={provider.Issuer}", $"--Platform:Auth:Audience={IdentityProvider.Audience}"]);
        GrainWorld.Users["keyset"] = new Shop.Grains.Users.UserView { UserId = "keyset", Orders = 0, Cancelled = 0, Spent = 0, Ordered = 0 };

        await GetAsync(gateway, "/users/keyset", provider.Token("keyset")).JsonAsync();
    }

    [Fact]
    public async Task Token_WhileTheProviderIsAway_Is503()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(cluster, settings: provider.Settings);
        var token = provider.Token("ada");
        await provider.DisposeAsync();

        var problem = await GetAsync(gateway, "/users/ada", token).ProblemAsync(HttpStatusCode.ServiceUnavailable);

        Assert.Equal("Identity provider unavailable", problem.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("the-key", HttpStatusCode.NotFound)]
    [InlineData("the-kez", HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    public async Task ApiKey_IsKnownByItsHash(string key, HttpStatusCode status)
    {
        await using var gateway = await GatewayApp.StartAsync(cluster, settings: ApiKey.Settings("billing", "the-key", "orders:read"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/orders/unknown-of-all");
        request.Headers.TryAddWithoutValidation("X-Api-Key", key);

        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Limits_OfTwoCallersAtOneAddress_AreTheirOwn()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(cluster, settings: [.. provider.Settings, "--Platform:Gateway:RequestsPerSecondMax=1"]);
        var ada = provider.Token("ada");
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 20; i++)
        {
            using var response = await GetAsync(gateway, "/orders/unknown-of-all", ada);
            statuses.Add(response.StatusCode);
        }

        using var other = await GetAsync(gateway, "/orders/unknown-of-all", provider.Token("bob"));

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    private static string TokenOf(IdentityProvider provider, string forgery)
    {
        var claims = provider.Claims("forged");
        var now = TimeProvider.System.GetUtcNow();
        switch (forgery)
        {
            case "another issuer":
                claims["iss"] = "https://login.example.org";
                break;
            case "another audience":
                claims["aud"] = "bank";
                break;
            case "expired":
                claims["exp"] = now.AddMinutes(-1).ToUnixTimeSeconds();
                break;
            case "not yet valid":
                claims["nbf"] = now.AddMinutes(2).ToUnixTimeSeconds();
                break;
            case "without expiry":
                claims.Remove("exp");
                break;
            case "another key":
                using (var other = RSA.Create(2048))
                {
                    return IdentityProvider.Sign(claims, other);
                }

            case "no algorithm":
                return IdentityProvider.Forge("none", claims);
            case "a secret's algorithm":
                return IdentityProvider.Forge("HS256", claims);
            case "no subject":
                claims.Remove("sub");
                break;
            case "subject ..":
                claims["sub"] = "..";
                break;
            default:
                return "garbage";
        }

        return IdentityProvider.Sign(claims);
    }

    private static Task<HttpResponseMessage> GetAsync(GatewayApp gateway, string path, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return gateway.Http.SendAsync(request);
    }
}
