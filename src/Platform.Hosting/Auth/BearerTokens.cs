using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Orleans.Streaming.Kafka;
using Platform.Configuration;

namespace Platform.Hosting.Auth;

/// <summary>Which tokens are taken: signed by a key of the provider's, issued by it for this service, not expired, with a subject that is an id.</summary>
internal static class BearerTokens
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    // Signatures by a key that only the provider has. None, and secrets that this service would have as well, are no proof.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    public static void Configure(JwtBearerOptions options, AuthSettings auth)
    {
        options.MapInboundClaims = false;
        options.Authority = auth.Authority?.ToString();
        options.MetadataAddress = auth.MetadataAddress?.ToString()!;

        // The rules of the settings have seen to it: in plain HTTP to this machine only.
        options.RequireHttpsMetadata = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAudience = auth.Audience,
            ValidIssuer = auth.Issuer,
            ValidAlgorithms = Algorithms,
            ClockSkew = ClockSkew,
            NameClaimType = Caller.SubjectClaim,
        };
        if (auth.KeySetAddress is { } keys)
        {
            options.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
                keys.ToString(), new KeySetRetriever(auth.Issuer!), new HttpDocumentRetriever { RequireHttps = false });
        }

        options.Events = new JwtBearerEvents { OnTokenValidated = CheckSubjectAsync, OnChallenge = ExplainAsync };
    }

    private static Task CheckSubjectAsync(TokenValidatedContext context)
    {
        if (EntityId.Check(context.Principal?.FindFirst(Caller.SubjectClaim)?.Value) is { } wrong)
        {
            context.Fail($"The token's subject {wrong}.");
        }

        return Task.CompletedTask;
    }

    // Without its provider's keys a token fails as one that nobody signed: a provider that was never reached is no fault of the token's.
    private static async Task ExplainAsync(JwtBearerChallengeContext context)
    {
        if (context.AuthenticateFailure is null || await HasKeysAsync(context.Options, context.HttpContext.RequestAborted))
        {
            return;
        }

        context.HandleResponse();
        await TypedResults.Problem(
            statusCode: StatusCodes.Status503ServiceUnavailable,
            title: "Identity provider unavailable",
            detail: "The keys that tokens are checked with can't be read. Try again later.").ExecuteAsync(context.HttpContext);
    }

    private static async Task<bool> HasKeysAsync(JwtBearerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            // Kept from the last time it was read.
            await options.ConfigurationManager!.GetConfigurationAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or HttpRequestException)
        {
            return false;
        }
    }
}
