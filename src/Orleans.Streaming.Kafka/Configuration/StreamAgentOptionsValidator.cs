using Orleans.Configuration;

namespace Orleans.Streaming.Kafka;

/// <summary>Refuses settings of Orleans' pulling agents under which this provider could not keep its promises.</summary>
internal sealed class StreamAgentOptionsValidator(string name, StreamPullingAgentOptions agent, IReadOnlyCollection<KafkaTopicRoute> routes, bool hasFilter)
    : IConfigurationValidator
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

        if (hasFilter && routes.FirstOrDefault(r => r.Stream is { BatchCountMax: > 1 }) is { } batched)
        {
            throw new OrleansConfigurationException(
                $"Kafka stream provider \"{name}\": a stream filter is added, and topic \"{batched.Topic}\" has {nameof(KafkaStreamTopicOptions.BatchCountMax)} {batched.Stream!.BatchCountMax}. Orleans delivers the whole of a batch that holds any event " +
                $"the filter lets through, so subscribers would be given what it rejects; set {nameof(KafkaStreamTopicOptions.BatchCountMax)} to 1, or filter in the subscribers.");
        }

        if (agent.StreamInactivityPeriod < InactivityMin)
        {
            throw new OrleansConfigurationException(
                $"Kafka stream provider \"{name}\": {nameof(agent.StreamInactivityPeriod)} is {agent.StreamInactivityPeriod}, less than {InactivityMin}: the runtime would forget streams that wait for a failing subscriber.");
        }
    }
}
