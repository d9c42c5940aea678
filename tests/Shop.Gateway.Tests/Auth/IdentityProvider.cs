using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Shop.Gateway.Tests.Auth;

/// <summary>An identity provider on loopback: metadata, a key set, and tokens that it signed.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string Audience = "shop";

    // To make one takes longer than most tests.
    private static readonly RSA Key = RSA.Create(2048);

    private readonly WebApplication _app;

    private IdentityProvider(WebApplication app) => _app = app;

    public string Issuer => _app.Urls.First();

    /// <summary>The settings of a gateway that takes its tokens.</summary>
    public string[] Settings => [$"--Platform:Auth:Authority={Issuer}", $"--Platform:Auth:Audience={Audience}"];

    public static async Task<IdentityProvider> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var provider = new IdentityProvider(builder.Build());
        provider._app.MapGet("/.well-known/openid-configuration", () => new { issuer = provider.Issuer, jwks_uri = $"{provider.Issuer}/keys" });
        provider._app.MapGet("/keys", () => new { keys = new[] { PublicKey() } });
        await provider._app.StartAsync();
        return provider;
    }

    /// <summary>A token of a user.</summary>
    public string Token(string subject, string? scope = null) => Sign(Claims(subject, scope));

    /// <summary>The claims of a good token, to be changed.</summary>
    public Dictionary<string, object> Claims(string subject, string? scope = null)
    {
        var claims = new Dictionary<string, object> { ["iss"] = Issuer, ["aud"] = Audience, ["sub"] = subject, ["exp"] = TimeProvider.System.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds() };
        if (scope is not null)
        {
            claims["scope"] = scope;
        }

        return claims;
    }

    /// <summary>Signs a token, with its own key unless another one is given.</summary>
    public static string Sign(IReadOnlyDictionary<string, object> claims, RSA? key = null)
    {
        var text = $"{Encode(new { alg = "RS256", typ = "JWT", kid = "k-1" })}.{Encode(claims)}";
        return $"{text}.{Base64Url.EncodeToString((key ?? Key).SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>A token with another algorithm: none, or the public key taken for a secret.</summary>
    public static string Forge(string algorithm, IReadOnlyDictionary<string, object> claims)
    {
        var text = $"{Encode(new { alg = algorithm, typ = "JWT", kid = "k-1" })}.{Encode(claims)}";
        return algorithm == "none" ? text + "." : $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Key.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(text)))}";
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static object PublicKey()
    {
        var key = Key.ExportParameters(includePrivateParameters: false);
        return new { kty = "RSA", use = "sig", alg = "RS256", kid = "k-1", n = Base64Url.EncodeToString(key.Modulus), e = Base64Url.EncodeToString(key.Exponent) };
    }

    private static string Encode<T>(T value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
