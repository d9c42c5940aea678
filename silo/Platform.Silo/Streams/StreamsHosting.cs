using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Processing;

namespace Platform.Silo.Streams;

/// <summary>Connects grains with Kafka.</summary>
internal static class StreamsHosting
{
    /// <summary>Adds a stream provider for each group that runs, and the producer of the grains' outputs.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="kafka">The settings.</param>
    /// <param name="connection">How to reach Kafka.</param>
    public static ISiloBuilder AddPlatformStreams(this ISiloBuilder silo, KafkaSettings kafka, KafkaConnection connection)
    {
        foreach (var group in ConsumerGroups.Enabled(kafka.Groups))
        {
            silo.AddKafkaStreams(group.Provider, streams => Configure(streams, group, kafka, connection));
        }

        silo.Services.AddKafkaProducer(KafkaOutputPublisher.ProducerName, producer => producer.Connection = connection);
        silo.Services.AddSingleton<IOutputPublisher, KafkaOutputPublisher>();
        silo.Services.AddSingleton<ICommittedOffsets, GroupCommittedOffsets>();
        return silo;
    }

    private static void Configure(KafkaStreamsBuilder streams, ConsumerGroup group, KafkaSettings kafka, KafkaConnection connection)
    {
        group.Decode(streams);
        streams.Configure(options =>
        {
            options.Connection = connection;
            options.GroupId = group.Settings.GroupId;
            options.Start = group.Settings.Start == GroupStart.Latest ? KafkaStart.Latest : KafkaStart.Earliest;
            options.SessionTimeout = kafka.EffectiveSessionTimeout;
            options.HeartbeatInterval = kafka.EffectiveHeartbeatInterval;
            options.FetchWait = kafka.EffectiveFetchWait;
        });
        foreach (var topic in group.Topics)
        {
            streams.Topic(topic, builder => group.Deliver(topic, builder));
        }
    }
}
