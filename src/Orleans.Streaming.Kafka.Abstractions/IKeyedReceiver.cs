namespace Orleans.Streaming.Kafka;

/// <summary>
/// A grain that keyed delivery can deliver to: an <see cref="IEventReceiver"/> or an <see cref="ICancellableEventReceiver"/>. It has no members, and
/// nothing else is to implement it.
/// </summary>
public interface IKeyedReceiver;
