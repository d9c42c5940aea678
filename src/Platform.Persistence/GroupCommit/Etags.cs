namespace Platform.Persistence.GroupCommit;

/// <summary>ETags as Orleans sees them: text. Pure.</summary>
internal static class Etags
{
    public static string Format(Guid etag) => etag.ToString("N");

    /// <summary>Null stays null (no row expected). A text that was never one of ours becomes the nil value, which no row has.</summary>
    public static Guid? Parse(string? etag)
    {
        if (etag is null)
        {
            return null;
        }

        return Guid.TryParseExact(etag, "N", out var value) ? value : Guid.Empty;
    }
}
