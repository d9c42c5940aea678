using Platform.Events;

namespace Shop.Grains.Users;

/// <summary>An order in a user's list, by the user's activity.</summary>
/// <param name="OrderId">The order's id.</param>
/// <param name="Status"><c>pending</c>, <c>paid</c> once the payments reach the amount, or <c>cancelled</c>.</param>
/// <param name="Amount">The amount of its last activity of kind created or cancelled.</param>
/// <param name="Paid">The sum of its payments.</param>
[GenerateSerializer, Immutable, Alias("platform.user-order")]
public sealed record UserOrder(
    [property: Id(0)] string OrderId,
    [property: Id(1)] string Status,
    [property: Id(2)] decimal Amount,
    [property: Id(3)] MoneySum Paid);
