namespace Platform.Events;

/// <summary>The statuses that most orders have, so that reading one makes no new string.</summary>
internal static class StatusNames
{
    /// <summary>The status of an order whose producer tells none.</summary>
    public const string Pending = "pending";

    public static string? Find(ReadOnlySpan<byte> text) => text.Length switch
    {
        4 => text.SequenceEqual("paid"u8) ? "paid" : null,
        7 => text.SequenceEqual("pending"u8) ? Pending : text.SequenceEqual("shipped"u8) ? "shipped" : null,
        9 => text.SequenceEqual("confirmed"u8) ? "confirmed" : text.SequenceEqual("cancelled"u8) ? "cancelled" : null,
        _ => null,
    };
}
