using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Streams.Filtering;

namespace Orleans.Streaming.Kafka;

/// <summary>Refuses settings of Orleans' pulling agents under which this provider could not keep its promises, and warns of a filter that sees no events.</summary>
internal sealed partial class StreamAgentOptionsValidator(
    string name,
    StreamPullingAgentOptions agent,
    IReadOnlyCollection<KafkaTopicRoute> routes,
    IStreamFilter? filter,
    IRecordDecoder decoder,
    ILogger<StreamAgentOptionsValidator> logger)
    : IConfigurationValidator
{
    private static readonly TimeSpan InactivityMin = TimeSpan.FromSeconds(3);

    public void ValidateConfiguration()
    {
        if (filter is not null && routes.FirstOrDefault(r => r.Stream is { BatchCountMax: > 1 }) is { } batched)
        {
            throw new OrleansConfigurationException(
                $"Kafka stream provider \"{name}\": a stream filter is added, and topic \"{batched.Topic}\" has {nameof(KafkaStreamTopicOptions.BatchCountMax)} {batched.Stream!.BatchCountMax} (its own, or the agents' {nameof(agent.BatchContainerBatchSize)}). Orleans delivers the whole of a batch that holds any event " +
                $"the filter lets through, so subscribers would be given what it rejects; set {nameof(KafkaStreamTopicOptions.BatchCountMax)} to 1, or filter in the subscribers.");
        }

        if (agent.StreamInactivityPeriod < InactivityMin)
        {
            throw new OrleansConfigurationException(
                $"Kafka stream provider \"{name}\": {nameof(agent.StreamInactivityPeriod)} is {agent.StreamInactivityPeriod}, less than {InactivityMin}: the runtime would forget streams that wait for a failing subscriber.");
        }

        if (filter is not null && decoder is RawBytesDecoder)
        {
            foreach (var route in routes.Where(r => r is { Stream: not null, DecoderOf: null }))
            {
                LogFilterSeesBytes(name, filter.GetType().FullName!, route.Topic);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka stream provider \"{Provider}\": the stream filter {Filter} is given the values of topic \"{Topic}\" as byte[], before any subscriber's type is known. One that looks for events of a type lets through none of them, or all: use AsStream<TEvent>(), a decoder, or Orleans' serializer; or make it read bytes.")]
    private partial void LogFilterSeesBytes(string provider, string filter, string topic);
}
