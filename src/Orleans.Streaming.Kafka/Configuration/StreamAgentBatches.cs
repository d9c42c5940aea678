using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Makes Orleans' <see cref="StreamPullingAgentOptions.BatchContainerBatchSize"/> the size of our batches (decision 0212): the agent's own
/// would carry their first record's token, and be moved on over records that are not delivered.
/// </summary>
internal sealed class StreamAgentBatches(string provider, IReadOnlyCollection<KafkaTopicRoute> routes) : IPostConfigureOptions<StreamPullingAgentOptions>
{
    public void PostConfigure(string? name, StreamPullingAgentOptions options)
    {
        if (name != provider)
        {
            return;
        }

        foreach (var route in routes)
        {
            route.Stream?.BatchCountDefault = Math.Max(options.BatchContainerBatchSize, 1);
        }

        options.BatchContainerBatchSize = 1;
    }
}
