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

    /// <summary>The status as it is kept: known ones in lower case, however they were told.</summary>
    /// <param name="told">The status as told.</param>
    public static string Of(string told) => Array.Find(ByRank, known => known.Equals(told, StringComparison.OrdinalIgnoreCase)) ?? told;

    /// <summary>The higher status; of two with the same rank, the told one.</summary>
    /// <param name="current">The order's status.</param>
    /// <param name="told">What an event tells, or null where it tells none.</param>
    public static string Raise(string current, string? told)
    {
        if (string.IsNullOrEmpty(told))
        {
            return current;
        }

        var status = Of(told);
        return RankOf(status) >= RankOf(current) ? status : current;
    }

    private static int RankOf(string status)
    {
        var rank = Array.IndexOf(ByRank, status);
        return rank < 0 ? OtherRank : rank;
    }
}
