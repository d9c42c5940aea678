using Platform.Configuration.Loading;

namespace Platform.Configuration.Rules;

/// <summary>How callers show who they are.</summary>
internal static class AuthRules
{
    private const string Section = "Platform:Auth";

    public static void Check(AuthSettings auth, bool isDevelopment, SettingProblems problems)
    {
        CheckOpen(auth, isDevelopment, problems);
        if (((Uri?[])[auth.Authority, auth.MetadataAddress, auth.KeySetAddress]).Count(address => address is not null) > 1)
        {
            problems.Add($"{Section}:Authority", auth.Authority, "One identity provider is one of Authority, MetadataAddress and KeySetAddress. Right is Authority, where its metadata is below it.");
        }

        CheckAddress(auth.Authority, "Authority", problems);
        CheckAddress(auth.MetadataAddress, "MetadataAddress", problems);
        CheckAddress(auth.KeySetAddress, "KeySetAddress", problems);
        if (auth.TakesTokens && auth.Audience is null)
        {
            problems.Add($"{Section}:Audience", value: null, "A token for anybody else's service would be taken. Right is the name by which the identity provider knows this service.");
        }

        if (auth.KeySetAddress is not null && auth.Issuer is null)
        {
            problems.Add($"{Section}:Issuer", value: null, "A key set does not say whose it is. Right is the iss of the provider's tokens.");
        }
    }

    private static void CheckOpen(AuthSettings auth, bool isDevelopment, SettingProblems problems)
    {
        // What is set and wrong is reported by itself.
        if (!auth.IsRequired && !auth.AllowAnonymous && !isDevelopment && problems.All.All(problem => !problem.StartsWith(Section, StringComparison.Ordinal)))
        {
            problems.Add(
                Section,
                value: null,
                "Outside Development whoever reaches the address may not read and write everything. Right is an identity provider (Authority and Audience), API keys (ApiKeys:<name>:Sha256 and Scopes), or Platform:Auth:AllowAnonymous=true (environment: Platform__Auth__AllowAnonymous) where the network lets nobody else in.");
        }

        if (auth.IsRequired && auth.AllowAnonymous)
        {
            problems.Add($"{Section}:AllowAnonymous", auth.AllowAnonymous, "Callers must show who they are, as an identity provider or API keys are set. Right is one or the other.");
        }
    }

    // Who stands between could hand out keys of his own.
    private static void CheckAddress(Uri? address, string name, SettingProblems problems)
    {
        if (address is { IsLoopback: false } && address.Scheme != Uri.UriSchemeHttps)
        {
            problems.Add($"{Section}:{name}", address, "Keys that tokens are checked with may not cross the network unprotected. Right is https.");
        }
    }
}
