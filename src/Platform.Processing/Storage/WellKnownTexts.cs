using Platform.Events;

namespace Platform.Processing;

/// <summary>
/// Texts that are in almost every state and take one byte there. Their places are part of the stored form: add at the end,
/// never change or remove one.
/// </summary>
internal static class WellKnownTexts
{
    /// <summary>How many places are reserved; the texts of a state itself come behind them.</summary>
    public const int Reserved = 64;

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
