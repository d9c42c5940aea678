using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Configuration.Loading;

namespace Platform.Hosting;

/// <summary>A consumer group as it runs.</summary>
/// <param name="Builder">What it reads, and which grains get it.</param>
/// <param name="GroupId">Its id in Kafka.</param>
/// <param name="Configured">What the configuration sets.</param>
internal sealed record ConsumerGroup(GroupBuilder Builder, string GroupId, GroupOptions Configured)
{
    /// <summary>The stream provider's name.</summary>
    public string Name => Builder.Name;

    /// <summary>After how long without a heartbeat Kafka gives its partitions to another member.</summary>
    /// <param name="kafka">What counts where the group sets nothing.</param>
    public TimeSpan SessionTimeoutOf(KafkaSettings kafka)
    {
        var options = new KafkaStreamOptions { SessionTimeout = kafka.EffectiveSessionTimeout };
        Builder.ApplyDefaults(options);
        Configured.Consumer(options);
        return options.SessionTimeout;
    }

    /// <summary>The topics it reads.</summary>
    public IReadOnlyList<string> Topics => [.. Builder.Routes.Select(route => route.Topic)];
}
