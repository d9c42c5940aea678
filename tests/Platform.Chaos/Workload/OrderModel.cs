namespace Platform.Chaos;

/// <summary>What an order must be in the end, whatever was broken on the way.</summary>
/// <param name="Id">The order.</param>
/// <param name="User">Its user.</param>
/// <param name="Amount">Its amount.</param>
/// <param name="Payments">Its payments in the order they are published; no two of an order are equal.</param>
/// <param name="IsUpdated">Whether it is confirmed by an update.</param>
/// <param name="IsCancelled">Whether it is cancelled.</param>
internal sealed record OrderModel(string Id, string User, decimal Amount, decimal[] Payments, bool IsUpdated, bool IsCancelled)
{
    /// <summary>The sum of the payments.</summary>
    public decimal Paid => Payments.Sum();

    /// <summary>How many events it applies.</summary>
    public int Events => 1 + Payments.Length + (IsUpdated ? 1 : 0) + (IsCancelled ? 1 : 0);

    /// <summary>Its status once all are applied.</summary>
    public string Status => IsCancelled ? "cancelled"
        : Payments.Length > 0 && Paid >= Amount ? "paid"
        : IsUpdated ? "confirmed" : "pending";
}
