using Orleans.Streaming.Kafka;

namespace Platform.Configuration.Loading;

/// <summary>What the configuration sets for a group.</summary>
/// <param name="Consumer">Sets the stream provider's options.</param>
/// <param name="Producer">Sets the options of its producer, which writes the dead letters.</param>
internal sealed record GroupOptions(Action<KafkaStreamOptions> Consumer, Action<KafkaProducerOptions> Producer);
