using System.Text.Json;
using System.Text.Json.Serialization;

namespace Delivery;

/// <summary>Reads the events without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OrderEvent))]
internal sealed partial class OrderEventJson : JsonSerializerContext;
