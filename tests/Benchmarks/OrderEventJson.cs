using System.Text.Json.Serialization;

namespace Orleans.Streaming.Kafka.Benchmarks;

/// <summary>Reads and writes the events without reflection.</summary>
[JsonSerializable(typeof(OrderEvent))]
internal sealed partial class OrderEventJson : JsonSerializerContext;
