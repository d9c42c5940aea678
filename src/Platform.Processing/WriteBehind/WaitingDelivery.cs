using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>A delivery that waits until a version of its entity is durable and its outputs are acknowledged.</summary>
/// <param name="Batch">The events.</param>
/// <param name="Callback">Gets the answer.</param>
internal readonly record struct WaitingDelivery(EventBatch Batch, IBatchCallback Callback);
