namespace Platform.Configuration;

/// <summary><c>Platform:Auth</c>: how callers of HTTP show who they are.</summary>
public sealed record AuthSettings
{
    /// <summary>The identity provider's address; its keys and its issuer are found below it, at <c>/.well-known/openid-configuration</c>.</summary>
    public Uri? Authority { get; init; }

    /// <summary>The address of the provider's OpenID Connect metadata, where it is not below an authority.</summary>
    public Uri? MetadataAddress { get; init; }

    /// <summary>The address of the provider's JSON Web Key Set, where it has no metadata. Needs <see cref="Issuer"/>.</summary>
    public Uri? KeySetAddress { get; init; }

    /// <summary>Who tokens must be issued by. Null for the issuer the metadata names.</summary>
    public string? Issuer { get; init; }

    /// <summary>Whom tokens must be issued for. Required with an identity provider.</summary>
    public string? Audience { get; init; }

    /// <summary>The keys of services, by name.</summary>
    public IReadOnlyList<ApiKeySettings> ApiKeys { get; init; } = [];

    /// <summary>Lets a program outside Development start although nobody is asked who he is. Default false.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Whether bearer tokens are taken.</summary>
    public bool TakesTokens => Authority is not null || MetadataAddress is not null || KeySetAddress is not null;

    /// <summary>Whether callers must show who they are.</summary>
    public bool IsRequired => TakesTokens || ApiKeys.Count > 0;

    /// <summary>How callers are known, without the keys.</summary>
    public override string ToString() => $"{(Authority ?? MetadataAddress ?? KeySetAddress)?.ToString() ?? "no tokens"}, {ApiKeys.Count} API keys";
}
