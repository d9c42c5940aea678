using Orleans.Placement;
using Platform.Processing;

namespace Shop.Grains.Users;

/// <inheritdoc cref="IUserGrain"/>
/// <param name="processing">What processing needs.</param>
[PreferLocalPlacement]
internal sealed class UserGrain(EventProcessing processing)
    : EventProcessorGrain<UserState>(UserTransitions.Kind, UserTransitions.Apply, processing), IUserGrain
{
    /// <inheritdoc/>
    public ValueTask<UserView?> Get() => new(Read() is { } user ? ToView(user) : null);

    /// <inheritdoc/>
    public ValueTask<UserOrdersPage?> GetOrders(int limit, string? after)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, UserState.ListedOrdersMax);
        return new(Read() is { } user ? ListedOrders.Page(user, limit, after) : null);
    }

    private UserView ToView(UserState user) => new()
    {
        UserId = this.GetPrimaryKeyString(),
        Email = user.Email.Value,
        Name = user.Name.Value,
        Orders = user.Orders,
        Cancelled = user.Cancelled,
        Spent = user.Spent,
        Ordered = user.Ordered,
    };
}
