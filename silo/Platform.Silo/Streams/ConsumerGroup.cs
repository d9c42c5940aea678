using Orleans.Streaming.Kafka;
using Platform.Configuration;

namespace Platform.Silo.Streams;

/// <summary>A consumer group: what it reads, and which grains get it.</summary>
/// <param name="Provider">The stream provider's name.</param>
/// <param name="Settings">The group's settings.</param>
/// <param name="Topics">The topics it reads.</param>
/// <param name="Deliver">Says for each topic which grains get its records.</param>
internal sealed record ConsumerGroup(string Provider, KafkaGroupSettings Settings, IReadOnlyList<string> Topics, Action<string, KafkaTopicBuilder> Deliver)
{
    /// <summary>The group's name in the configuration.</summary>
    public required string Setting { get; init; }

    /// <summary>Sets the decoder of the group's records.</summary>
    public required Action<KafkaStreamsBuilder> Decode { get; init; }
}
