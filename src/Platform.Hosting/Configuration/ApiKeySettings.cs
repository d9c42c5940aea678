namespace Platform.Configuration;

/// <summary><c>Platform:Auth:ApiKeys:&lt;name&gt;</c>.</summary>
/// <param name="Name">Whose key it is.</param>
/// <param name="Sha256">The key's SHA-256; the key itself is with its service alone.</param>
/// <param name="Scopes">What the service may do.</param>
public sealed record ApiKeySettings(string Name, ReadOnlyMemory<byte> Sha256, IReadOnlyList<string> Scopes)
{
    /// <summary>The name and the scopes, without the hash.</summary>
    public override string ToString() => $"{Name}: {string.Join(' ', Scopes)}";
}
