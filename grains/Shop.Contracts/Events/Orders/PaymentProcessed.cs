using System.Text.Json.Serialization;
using Platform.Events;

namespace Shop.Events.Orders;

/// <summary><c>payment.processed</c>.</summary>
[GenerateSerializer, Immutable, Alias("platform.payment-processed")]
public sealed record PaymentProcessed : EventPayload
{
    /// <summary>The payment's id.</summary>
    [Id(0), JsonConverter(typeof(EntityIdConverter))]
    public required string PaymentId { get; init; }

    /// <summary>The order it pays.</summary>
    [Id(1)]
    public required string OrderId { get; init; }

    /// <summary>How much was paid.</summary>
    [Id(2)]
    public required decimal Amount { get; init; }

    /// <summary>When, or null where the producer did not say.</summary>
    [Id(3)]
    public DateTimeOffset? ProcessedAt { get; init; }
}
