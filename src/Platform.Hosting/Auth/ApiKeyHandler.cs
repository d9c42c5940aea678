using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Platform.Configuration;

namespace Platform.Hosting.Auth;

/// <summary>Knows a service by its key in <see cref="Header"/>.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, PlatformSettings settings)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string Header = "X-Api-Key";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var values = Request.Headers[Header];
        if (values.Count == 0)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        return Task.FromResult(values.Count == 1 && Find(values[0] ?? "") is { } key
            ? AuthenticateResult.Success(new AuthenticationTicket(PrincipalOf(key), SchemeName))
            : AuthenticateResult.Fail("The API key is not known."));
    }

    // All are compared, each in the same time: how long it takes says nothing of a key.
    private ApiKeySettings? Find(string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        ApiKeySettings? found = null;
        foreach (var key in settings.Auth.ApiKeys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, key.Sha256.Span))
            {
                found = key;
            }
        }

        return found;
    }

    private static ClaimsPrincipal PrincipalOf(ApiKeySettings key) =>
        new(new ClaimsIdentity([new Claim(Caller.KeyClaim, key.Name), .. key.Scopes.Select(scope => new Claim("scope", scope))], SchemeName));
}
