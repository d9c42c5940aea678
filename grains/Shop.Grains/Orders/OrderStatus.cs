namespace Shop.Grains.Orders;

/// <summary>
/// The ranks of an order's status: pending, confirmed, paid, any other, cancelled. Topics have no order between them, so a
/// status never goes down: whatever comes late changes nothing.
/// </summary>
internal static class OrderStatus
{
    public const string Pending = "pending";
    public const string Confirmed = "confirmed";
    public const string Paid = "paid";
    public const string Cancelled = "cancelled";

    private const int OtherRank = 3;
    private static readonly string[] ByRank = [Pending, Confirmed, Paid, "", Cancelled];

    /// <summary>The status as it is kept: known ones in lower case, however they are written.</summary>
    /// <param name="text">The status as an event has it.</param>
    public static string Of(string text)
    {
        foreach (var known in ByRank)
        {
            if (known.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return known;
            }
        }

        return text;
    }

    /// <summary>The higher status; of two with the same rank, the new one.</summary>
    /// <param name="current">The order's status.</param>
    /// <param name="text">The status an event has, or null where it has none.</param>
    public static string Raise(string current, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return current;
        }

        var status = Of(text);
        return RankOf(status) >= RankOf(current) ? status : current;
    }

    private static int RankOf(string status)
    {
        var rank = Array.IndexOf(ByRank, status);
        return rank < 0 ? OtherRank : rank;
    }
}
