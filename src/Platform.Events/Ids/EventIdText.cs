namespace Platform.Events;

/// <summary>What counts as an event's or a correlation id.</summary>
internal static class EventIdText
{
    public const int LengthMax = 200;

    public const string TooLong = "has more than 200 characters";

    /// <summary>The id, or null where it is as good as none: a blank text, or the nil UUID in any of its spellings.</summary>
    public static string? OrNull(string? id)
    {
        if (string.IsNullOrWhiteSpace(id))
        {
            return null;
        }

        var mayBeNil = id[0] is '0' or '{' or '(' or ' ';
        return mayBeNil && Guid.TryParse(id, out var guid) && guid == Guid.Empty ? null : id;
    }
}
