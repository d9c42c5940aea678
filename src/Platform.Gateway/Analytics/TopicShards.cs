using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka;
using Platform.Events;
using Platform.Grains.Analytics;

namespace Platform.Gateway.Analytics;

/// <summary>
/// The shards by the topics' numbers of partitions, asked of the broker and remembered for
/// <see cref="GatewayOptions.PartitionCountAge"/>. While no broker answers, what was known last stays: topics never lose partitions. Thread-safe.
/// </summary>
internal sealed partial class TopicShards(IKafkaTopics topics, IOptions<GatewayOptions> options, TimeProvider time, ILogger<TopicShards> logger) : IAnalyticsShards
{
    private static readonly string[] Counted = [Topics.OrdersCreated, Topics.OrdersUpdated, Topics.OrdersCancelled, Topics.PaymentsProcessed];

    private readonly TimeSpan _age = options.Value.PartitionCountAge;
    private readonly ILogger _logger = logger;
    private Known? _known;

    public async ValueTask<IReadOnlyList<string>> GetKeysAsync(CancellationToken cancellationToken)
    {
        var known = Volatile.Read(ref _known);
        if (known is not null && time.GetElapsedTime(known.At) < _age)
        {
            return known.Keys;
        }

        try
        {
            known = new Known(await AskAsync(cancellationToken), time.GetTimestamp());
        }
        catch (KafkaStreamException exception) when (known is not null)
        {
            LogStale(exception);
            known = known with { At = time.GetTimestamp() };
        }

        Volatile.Write(ref _known, known);
        return known.Keys;
    }

    private async Task<IReadOnlyList<string>> AskAsync(CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        foreach (var topic in Counted)
        {
            // A topic that does not exist has no figures.
            var partitions = await topics.GetPartitionCountAsync(topic, cancellationToken) ?? 0;
            keys.AddRange(Enumerable.Range(0, partitions).Select(partition => AnalyticsShard.KeyOf(topic, partition)));
        }

        return keys;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The topics' partitions could not be asked for; the last known ones serve.")]
    private partial void LogStale(Exception exception);

    private sealed record Known(IReadOnlyList<string> Keys, long At);
}
