using Platform.Events;

namespace Shop.Grains.Users;

/// <summary>One of a user's last orders.</summary>
/// <param name="OrderId">The order's id.</param>
/// <param name="Amount">The amount of its last creation or cancellation, or null while there were only payments.</param>
/// <param name="Paid">The sum of its payments.</param>
/// <param name="IsCancelled">Whether it was cancelled.</param>
[GenerateSerializer, Immutable, Alias("platform.listed-order")]
internal sealed record ListedOrder(
    [property: Id(0)] string OrderId,
    [property: Id(1)] decimal? Amount,
    [property: Id(2)] MoneySum Paid,
    [property: Id(3)] bool IsCancelled)
{
    /// <summary>An order that nothing is known of.</summary>
    /// <param name="orderId">The order's id.</param>
    public static ListedOrder Unknown(string orderId) => new(orderId, null, MoneySum.Zero, false);

    /// <summary>The order as it is read.</summary>
    public UserOrder ToView() => new(OrderId, Status, Amount ?? 0, Paid);

    private string Status => (IsCancelled, IsPaid: Amount is { } amount && Paid > MoneySum.Zero && Paid >= amount) switch
    {
        { IsCancelled: true } => "cancelled",
        { IsPaid: true } => "paid",
        _ => "pending",
    };
}
