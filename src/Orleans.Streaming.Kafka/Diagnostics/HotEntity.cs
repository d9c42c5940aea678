namespace Orleans.Streaming.Kafka;

/// <summary>An entity with many events that wait.</summary>
/// <param name="Entity">Its key.</param>
/// <param name="Events">How many, those in flight included.</param>
internal readonly record struct HotEntity(string Entity, int Events);
