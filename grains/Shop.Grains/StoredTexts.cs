using Shop.Events;

namespace Shop.Grains;

/// <summary>
/// Texts that most of the shop's states hold: each takes one byte there (<see cref="Platform.Processing.ProcessingOptions.KnownTexts"/>). Their places are
/// part of the stored form: add at the end, never change or remove one.
/// </summary>
public static class StoredTexts
{
    /// <summary>
    /// The format of what the shop stores (<see cref="Platform.Processing.ProcessingOptions.StateFormat"/>): raised with each new text, and each new field of a
    /// state or of an event.
    /// </summary>
    public const int Format = 1;

    /// <summary>The texts.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Topics.OrdersCreated,
        Topics.OrdersUpdated,
        Topics.OrdersCancelled,
        Topics.PaymentsProcessed,
        Topics.UsersRegistered,
        Topics.UsersUpdated,
        Topics.UsersOrderActivity,
        Topics.Notifications,
        EventTypes.OrderCreated,
        EventTypes.OrderUpdated,
        EventTypes.OrderCancelled,
        EventTypes.PaymentProcessed,
        EventTypes.UserRegistered,
        EventTypes.UserUpdated,
        EventTypes.UserOrderActivity,
        EventTypes.NotificationRequested,
        "1.0",
    ];
}
