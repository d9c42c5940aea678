using Platform.Events;
using Platform.Processing;
using Shop.Events.Notifications;
using Shop.Events.Users;

namespace Shop.Grains.Users;

/// <summary>What events do to a user.</summary>
internal static class UserTransitions
{
    /// <summary>The kind of entity.</summary>
    public const string Kind = "user";

    /// <summary>Applies an event; see <see cref="Transition{TState}"/>.</summary>
    /// <param name="state">The user, or null until an event names it.</param>
    /// <param name="event">The event.</param>
    public static Effect<UserState> Apply(UserState? state, Event @event)
    {
        var user = state ?? UserState.Unknown;
        return @event.Payload switch
        {
            UserRegistered registered => Register(user, registered),
            UserUpdated updated => Effect.Change(user with { Email = user.Email.Updated(updated.Email), Name = user.Name.Updated(updated.Name) }),
            UserOrderActivity activity => Effect.Change(Follow(user, activity)),
            _ => throw UnexpectedEvent.For(Kind, @event),
        };
    }

    private static Effect<UserState> Register(UserState user, UserRegistered registered)
    {
        var changed = user with
        {
            IsRegistered = true,
            Email = user.Email.Registered(registered.Email),
            Name = user.Name.Registered(registered.Name),
        };
        return user.IsRegistered ? Effect.Change(changed) : Effect.Change(changed, Welcome(registered));
    }

    private static Output Welcome(UserRegistered registered) =>
        Output.Of(new NotificationRequested
        {
            Kind = NotificationKind.Welcome,
            UserId = registered.UserId,
            Text = $"Welcome, {registered.Name ?? registered.UserId}!",
        });

    private static UserState Follow(UserState before, UserOrderActivity activity)
    {
        var user = ListedOrders.With(before, activity);
        return activity.What switch
        {
            OrderActivityKind.Created => user with { Orders = user.Orders + 1, Ordered = user.Ordered + activity.Amount },
            OrderActivityKind.Paid => user with { Spent = user.Spent + activity.Amount },
            OrderActivityKind.Cancelled => user with { Cancelled = user.Cancelled + 1 },
            _ => throw new EventRejectedException("unknown-activity", $"An order's activity can't be {activity.What}."),
        };
    }
}
