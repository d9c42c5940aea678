namespace Platform.Configuration.Loading;

/// <summary>Reads <c>Platform:Auth</c>.</summary>
internal static class AuthSection
{
    private static readonly char[] Separators = [',', ' '];

    public static AuthSettings Read(SettingsSection section) => new()
    {
        Authority = section.Address("Authority"),
        MetadataAddress = section.Address("MetadataAddress"),
        KeySetAddress = section.Address("KeySetAddress"),
        Issuer = section.Text("Issuer"),
        Audience = section.Text("Audience"),
        ApiKeys = ReadKeys(section.Section("ApiKeys")),
        AllowAnonymous = section.Switch("AllowAnonymous") ?? false,
    };

    private static ApiKeySettings[] ReadKeys(SettingsSection section)
    {
        List<ApiKeySettings> keys = [];
        foreach (var name in section.Names)
        {
            var key = section.Section(name);
            var scopes = key.Text("Scopes")?.Split(Separators, StringSplitOptions.RemoveEmptyEntries) ?? [];
            if (HashOf(key.Secret("Sha256")) is not { } hash)
            {
                key.RefuseSecret("Sha256", "Right is the SHA-256 of the key, 64 hexadecimal digits: printf %s \"$KEY\" | sha256sum.");
            }
            else if (scopes.Length == 0)
            {
                key.Refuse("Scopes", value: null, "A key without scopes may do nothing. Right is what its service may do, for example meters:read,admin.");
            }
            else
            {
                keys.Add(new ApiKeySettings(name, hash, scopes));
            }
        }

        return [.. keys];
    }

    private static byte[]? HashOf(string? text)
    {
        const int HashLength = 64;
        return text?.Trim() is { Length: HashLength } hex && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : null;
    }
}
