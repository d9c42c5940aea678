using System.Text.Json.Serialization;
using Platform.Events;

namespace Shop.Events.Orders;

/// <summary>
/// The payload of <c>order.created</c> 1.x. Lives from its reading to its upcast (<see cref="OrderCreatedUpcasts"/>): nothing stores it
/// and no rules see it.
/// </summary>
internal sealed record OrderCreatedV1
{
    [JsonConverter(typeof(EntityIdConverter))]
    public required string OrderId { get; init; }

    [JsonConverter(typeof(EntityIdConverter))]
    public required string UserId { get; init; }

    /// <summary>Null where the producer leaves it out: it is then what the items come to.</summary>
    [JsonConverter(typeof(NotNegativeDecimalConverter))]
    public decimal? Amount { get; init; }

    public OrderItem[]? Items { get; init; }

    [JsonConverter(typeof(StatusConverter))]
    public string? Status { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }
}
