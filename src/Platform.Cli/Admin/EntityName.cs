namespace Platform.Cli.Admin;

/// <summary>An entity as an operator writes it: <c>grain/key</c>. The key may contain slashes.</summary>
internal sealed record EntityName(string Grain, string Key)
{
    /// <summary>The entity that a text names, or null where grain or key is missing.</summary>
    public static EntityName? Find(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < text.Length - 1 ? new EntityName(text[..slash], text[(slash + 1)..]) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Grain}/{Key}";
}
