using System.Text.Json.Serialization;
using Platform.Events;

namespace Shop.Events.Orders;

/// <summary>A line of an <see cref="OrderCreatedV2"/>.</summary>
internal sealed record OrderLineV2
{
    [JsonConverter(typeof(EntityIdConverter))]
    public string? Sku { get; init; }

    /// <summary>The same as <see cref="Sku"/>, which counts where both are there.</summary>
    [JsonConverter(typeof(EntityIdConverter))]
    public string? ProductId { get; init; }

    [JsonConverter(typeof(NotNegativeDecimalConverter))]
    public required decimal Quantity { get; init; }

    [JsonConverter(typeof(NotNegativeDecimalConverter))]
    public required decimal UnitPrice { get; init; }
}
