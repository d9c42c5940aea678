namespace Orleans.Streaming.Kafka;

/// <summary>Checks the topics, starts the consumer group's member before the pulling agents and stops it after them.</summary>
internal sealed class KafkaConsumerGroupLifecycle(string name, int stage, TopicGuard topics, KafkaConsumerGroup group) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        $"{nameof(KafkaConsumerGroup)}-{name}",
        stage,
        async cancellationToken =>
        {
            await topics.StartAsync(cancellationToken);
            group.Start();
        },
        group.StopAsync);
}
