namespace Orleans.Streaming.Kafka;

/// <summary>What became of one record of a <see cref="IKafkaProducer.SendManyAsync"/>: stored, or failed.</summary>
/// <param name="Record">Where it was stored; meaningless when <paramref name="Error"/> is set.</param>
/// <param name="Error">Why it failed, or null.</param>
public readonly record struct SendResult(SentRecord Record, KafkaStreamException? Error);
