using Orleans.Configuration;

namespace Orleans.Streaming.Kafka;

/// <summary>Refuses settings of Orleans' pulling agents under which this provider could not keep its promises.</summary>
internal sealed class StreamAgentOptionsValidator(string name, StreamPullingAgentOptions agent) : IConfigurationValidator
{
    private static readonly TimeSpan InactivityMin = TimeSpan.FromSeconds(3);

    public void ValidateConfiguration()
    {
        if (agent.BatchContainerBatchSize > 1)
        {
            throw new OrleansConfigurationException(
                $"Kafka stream provider \"{name}\": {nameof(agent.BatchContainerBatchSize)} is {agent.BatchContainerBatchSize}. Such a batch carries its first record's token, so resuming behind it would repeat or skip the rest; " +
                $"leave it at 1 and set {nameof(KafkaStreamTopicOptions.BatchCountMax)}: topic.AsStream(s => s.{nameof(KafkaStreamTopicOptions.BatchCountMax)} = …).");
        }

        if (agent.StreamInactivityPeriod < InactivityMin)
        {
            throw new OrleansConfigurationException(
                $"Kafka stream provider \"{name}\": {nameof(agent.StreamInactivityPeriod)} is {agent.StreamInactivityPeriod}, less than {InactivityMin}: the runtime would forget streams that wait for a failing subscriber.");
        }
    }
}
