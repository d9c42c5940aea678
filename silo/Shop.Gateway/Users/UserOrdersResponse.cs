namespace Shop.Gateway.Users;

/// <summary>A page of a user's orders.</summary>
/// <param name="Orders">The orders, oldest first.</param>
/// <param name="Next">What to pass as <c>after</c> for the next page, or null at the end.</param>
internal sealed record UserOrdersResponse(IReadOnlyList<UserOrderResponse> Orders, string? Next);
