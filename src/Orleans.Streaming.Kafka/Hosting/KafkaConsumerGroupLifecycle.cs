namespace Orleans.Streaming.Kafka;

/// <summary>Starts the consumer group's member before the pulling agents and stops it after them.</summary>
internal sealed class KafkaConsumerGroupLifecycle(string name, int stage, KafkaConsumerGroup group) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        $"{nameof(KafkaConsumerGroup)}-{name}",
        stage,
        _ =>
        {
            group.Start();
            return Task.CompletedTask;
        },
        group.StopAsync);
}
