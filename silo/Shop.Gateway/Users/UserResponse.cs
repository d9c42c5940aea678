using Platform.Events;
using Shop.Grains.Users;

namespace Shop.Gateway.Users;

/// <summary>A user as it is durably.</summary>
/// <param name="UserId">The user's id.</param>
/// <param name="Email">The e-mail address, or null until an event sets it.</param>
/// <param name="Name">The name, or null until an event sets it.</param>
/// <param name="Orders">How many orders were created.</param>
/// <param name="Cancelled">How many of them were cancelled.</param>
/// <param name="Spent">The sum of all payments.</param>
/// <param name="Ordered">The sum of the amounts the orders were created with.</param>
internal sealed record UserResponse(string UserId, string? Email, string? Name, long Orders, long Cancelled, MoneySum Spent, MoneySum Ordered)
{
    /// <summary>The answer for a user.</summary>
    public static UserResponse Of(UserView user) =>
        new(user.UserId, user.Email, user.Name, user.Orders, user.Cancelled, user.Spent, user.Ordered);
}
