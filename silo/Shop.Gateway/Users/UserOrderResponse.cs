using Platform.Events;

namespace Shop.Gateway.Users;

/// <summary>An order in a user's list.</summary>
/// <param name="OrderId">The order's id.</param>
/// <param name="Status">The status, in lower case.</param>
/// <param name="Amount">What it costs.</param>
/// <param name="Paid">The sum of its payments.</param>
internal sealed record UserOrderResponse(string OrderId, string Status, decimal Amount, MoneySum Paid);
