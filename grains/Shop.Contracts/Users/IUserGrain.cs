using Orleans.Concurrency;
using Orleans.Streaming.Kafka;

namespace Shop.Grains.Users;

/// <summary>A user, keyed by user id: receives <c>users.*</c>, the activity of the user's orders too.</summary>
[Alias("platform.IUserGrain")]
public interface IUserGrain : IEventReceiver
{
    /// <summary>
    /// The user as it is durably, or null where no event named the user yet. Answers while the grain works; asking for an
    /// unknown user leaves nothing behind.
    /// </summary>
    [AlwaysInterleave, Alias("Get")]
    ValueTask<UserView?> Get();

    /// <summary>A page of the user's last 1,000 orders, oldest first, or null where no event named the user yet.</summary>
    /// <param name="limit">How many at most, 1–1,000.</param>
    /// <param name="after">What the page before has as its next (<see cref="OrderListCursor"/>), or null for the first page.</param>
    [AlwaysInterleave, Alias("GetOrders")]
    ValueTask<UserOrdersPage?> GetOrders(int limit, string? after);
}
