using Platform.Configuration;

namespace Platform.Hosting.Tests.Configuration;

public sealed class AuthRulesTests
{
    private static readonly (string, string?) Audience = ("Auth:Audience", "shop");
    private const string Hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    [Theory]
    [InlineData(PlatformRole.Silo)]
    [InlineData(PlatformRole.Gateway)]
    public void Start_OutsideDevelopmentWithoutKnowingCallers_IsRefusedUnlessASettingAllowsIt(PlatformRole role)
    {
        (string, string?)[] broker = [Settings.RealBroker, Settings.Encrypted, ("Auth:Issuer", "")];

        var refusal = Assert.Throws<PlatformConfigurationException>(() => Settings.Load(role, isDevelopment: false, broker));
        var development = Settings.Load(role, isDevelopment: true, broker);
        var allowed = Settings.Load(role, isDevelopment: false, [.. broker, ("Auth:AllowAnonymous", "true")]);

        Assert.Contains("Platform__Auth__AllowAnonymous", Assert.Single(refusal.Problems), StringComparison.Ordinal);
        Assert.False(development.Auth.IsRequired);
        Assert.False(allowed.Auth.IsRequired);
    }

    [Fact]
    public void Provider_WithItsAudience_IsTaken()
    {
        var settings = Settings.Load(("Auth:Authority", "https://login.example.org/realms/shop"), Audience);

        Assert.True(settings.Auth.IsRequired);
        Assert.True(settings.Auth.TakesTokens);
    }

    [Theory]
    [InlineData("Auth:Authority", "https://login.example.org", null, null, "Platform:Auth:Audience")]
    [InlineData("Auth:Authority", "http://login.example.org", "Auth:Audience", "shop", "Right is https.")]
    [InlineData("Auth:Authority", "login.example.org", "Auth:Audience", "shop", "https://login.example.org")]
    [InlineData("Auth:KeySetAddress", "https://login.example.org/keys", "Auth:Audience", "shop", "Platform:Auth:Issuer")]
    [InlineData("Auth:AllowAnonymous", "true", "Auth:ApiKeys:a:Scopes", "x", "64 hexadecimal digits")]
    [InlineData("Auth:ApiKeys:a:Sha256", Hash, null, null, "A key without scopes")]
    [InlineData("Auth:ApiKeys:a:Sha256", "the-key", "Auth:ApiKeys:a:Scopes", "admin", "64 hexadecimal digits")]
    [InlineData("Auth:Authorty", "https://login.example.org", "Auth:AllowAnonymous", "true", "Platform:Auth:Authority")]
    public void Setting_ThatIsWrong_IsRefusedWithWhatIsRight(string name, string value, string? other, string? otherValue, string right)
    {
        var refusal = Settings.Refusal([(name, value), .. other is null ? [] : ((string, string?)[])[(other, otherValue)]]);

        Assert.Contains(right, Assert.Single(refusal.Problems), StringComparison.Ordinal);
        Assert.DoesNotContain("the-key", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AllowAnonymous_BesideAProvider_IsRefused()
    {
        var refusal = Settings.Refusal(("Auth:Authority", "https://login.example.org"), Audience, ("Auth:AllowAnonymous", "true"));

        Assert.Contains("one or the other", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void ApiKeys_HaveNamesHashesAndScopes()
    {
        var settings = Settings.Load(("Auth:ApiKeys:billing:Sha256", Hash), ("Auth:ApiKeys:billing:Scopes", "orders:read, orders:write"));

        var key = Assert.Single(settings.Auth.ApiKeys);
        Assert.Equal(("billing", Hash), (key.Name, Convert.ToHexStringLower(key.Sha256.Span)));
        Assert.Equal(["orders:read", "orders:write"], key.Scopes);
        Assert.DoesNotContain(Hash, settings.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Management:Url", "http://127.0.0.1:9090/admin", "http://127.0.0.1:9090")]
    [InlineData("Http:Proxies", "10.0.0.0/33", "10.1.0.0/16")]
    [InlineData("Http:CorsOrigins", "*", "https://app.example.org")]
    [InlineData("Http:CorsOrigins", "https://shop.example.org/", "https://app.example.org")]
    [InlineData("Gateway:RequestsPerSecondMax", "0", "1 to 1000000")]
    public void HttpSetting_ThatIsWrong_IsRefusedWithWhatIsRight(string name, string value, string right)
    {
        var refusal = Settings.Refusal((name, value));

        Assert.Contains(right, Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }
}
