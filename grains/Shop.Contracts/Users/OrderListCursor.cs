using System.Globalization;

namespace Shop.Grains.Users;

/// <summary>
/// Where a page of a user's orders begins: a number of the user's orders in the order in which they were listed, from 0, which stays the
/// same while orders leave the list. Opaque to callers.
/// </summary>
public static class OrderListCursor
{
    private const string Prefix = "at-";

    /// <summary>The cursor's text.</summary>
    /// <param name="number">The order's number.</param>
    public static string Format(long number) => Prefix + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a cursor.</summary>
    /// <param name="text">The text.</param>
    /// <param name="number">The order's number.</param>
    public static bool TryParse(string? text, out long number)
    {
        number = 0;
        return text is not null
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
