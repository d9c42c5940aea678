using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Streaming.Kafka;

/// <summary>Starts the consumer group's member before the pulling agents and stops it after them.</summary>
internal sealed partial class KafkaConsumerGroupLifecycle(
    string name,
    int stage,
    KafkaConsumerGroup group,
    ReceiverCheck receivers,
    IOptions<ClusterMembershipOptions> membership,
    ILogger<KafkaConsumerGroupLifecycle> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        $"{nameof(KafkaConsumerGroup)}-{name}",
        stage,
        _ =>
        {
            if (MembershipTimings.Warning(group.Services.Options, membership.Value) is { } warning)
            {
                LogTimings(name, warning);
            }

            receivers.Run();
            group.Start();
            return Task.CompletedTask;
        },
        group.StopAsync);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka stream provider \"{Provider}\": {Warning}.")]
    private partial void LogTimings(string provider, string warning);
}
