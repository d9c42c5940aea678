using System.Text.Json;
using System.Text.Json.Serialization;

namespace Peers.Orders;

/// <summary>Reads and writes without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OrderEvent))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(OrderActivity))]
internal sealed partial class OrderJson : JsonSerializerContext;
