namespace Shop.Grains.Users;

/// <summary>A page of a user's orders.</summary>
/// <param name="Orders">The orders, oldest first.</param>
/// <param name="Next">What to pass as <c>after</c> for the next page, or null at the end.</param>
[GenerateSerializer, Immutable, Alias("platform.user-orders-page")]
public sealed record UserOrdersPage(
    [property: Id(0)] UserOrder[] Orders,
    [property: Id(1)] string? Next)
{
    /// <summary>Whether orders that the page was to begin with have left the list, so that it can't be continued.</summary>
    [Id(2)]
    public bool IsGone { get; init; }
}
