using Orleans.Concurrency;
using Orleans.Streaming.Kafka;
using Platform.Events;
using Platform.Processing;
using Shop.Events.Notifications;
using Shop.Events.Users;

namespace Shop.Grains.Tests.Readme;

// What is kept of a user: an immutable record.
[GenerateSerializer, Immutable, Alias("shop.loyalty")]
internal sealed record Loyalty([property: Id(0)] decimal Points);

[Alias("shop.ILoyaltyGrain")]
public interface ILoyaltyGrain : IEventReceiver
{
    [AlwaysInterleave, Alias("Points")]
    ValueTask<decimal> Points();
}

internal sealed class LoyaltyGrain(EventProcessing processing) : EventProcessorGrain<Loyalty>("loyalty", Apply, processing), ILoyaltyGrain
{
    public ValueTask<decimal> Points() => new(Read()?.Points ?? 0);

    // (state, event) to (state, outputs): no I/O, no clock.
    private static Effect<Loyalty> Apply(Loyalty? before, Event @event) => @event.Payload switch
    {
        UserOrderActivity { What: OrderActivityKind.Paid } paid => Effect.Change(new Loyalty((before?.Points ?? 0) + paid.Amount)).Publish(Thanks(paid)),
        _ => Effect.Ignore<Loyalty>("no-points"),
    };

    private static NotificationRequested Thanks(UserOrderActivity paid) =>
        new() { Kind = NotificationKind.OrderPaid, UserId = paid.UserId, OrderId = paid.OrderId, Text = $"{paid.Amount} points for you." };
}
