using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Events;

namespace Shop.Events.Orders;

/// <summary>The payload of <c>order.created</c> 2.x: each figure once, so there is no amount. Lives from its reading to its upcast.</summary>
internal sealed record OrderCreatedV2
{
    [JsonConverter(typeof(EntityIdConverter))]
    public required string OrderId { get; init; }

    [JsonConverter(typeof(EntityIdConverter))]
    public required string UserId { get; init; }

    public required OrderLineV2[] Items { get; init; }

    [JsonConverter(typeof(NotNegativeDecimalConverter))]
    public decimal Discount { get; init; }

    [JsonConverter(typeof(StatusConverter))]
    public string? Status { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Must not be there.</summary>
    public JsonElement? Amount { get; init; }
}
