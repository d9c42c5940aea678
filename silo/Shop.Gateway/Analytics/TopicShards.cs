using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka;
using Shop.Events;
using Shop.Grains.Analytics;

namespace Shop.Gateway.Analytics;

/// <summary>
/// The shards by the topics' numbers of partitions, read from the broker and remembered for
/// <see cref="AnalyticsOptions.PartitionCountAge"/>. Topics never lose partitions: while no broker answers, or one that knows fewer, the
/// largest number known stays. Thread-safe.
/// </summary>
internal sealed partial class TopicShards(IKafkaTopics topics, IOptions<AnalyticsOptions> options, TimeProvider time, ILogger<TopicShards> logger) : IAnalyticsShards
{
    private static readonly string[] Counted = [Topics.OrdersCreated, Topics.OrdersUpdated, Topics.OrdersCancelled, Topics.PaymentsProcessed];

    private readonly TimeSpan _age = options.Value.PartitionCountAge;
    private readonly ILogger _logger = logger;
    private readonly Lock _gate = new();
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
            return Remember(await ReadAsync(cancellationToken)).Keys;
        }
        catch (KafkaStreamException exception) when (known is not null)
        {
            LogStale(exception);
            return Remember(known.Counts).Keys;
        }
    }

    private async Task<IReadOnlyList<int>> ReadAsync(CancellationToken cancellationToken)
    {
        var counts = new List<int>();
        foreach (var topic in Counted)
        {
            // A topic that does not exist has no figures.
            counts.Add(await topics.GetPartitionCountAsync(topic, cancellationToken) ?? 0);
        }

        return counts;
    }

    // Whoever began to read first may finish last, and a broker that has just started may not know a topic yet.
    private Known Remember(IReadOnlyList<int> counts)
    {
        lock (_gate)
        {
            var most = _known is { } known ? [.. counts.Zip(known.Counts, Math.Max)] : counts;
            var keys = Counted.Zip(most, (topic, count) => Enumerable.Range(0, count).Select(partition => AnalyticsShard.KeyOf(topic, partition)));
            _known = new Known(most, [.. keys.SelectMany(key => key)], time.GetTimestamp());
            return _known;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The topics' partition counts could not be read; the last known ones are used.")]
    private partial void LogStale(Exception exception);

    private sealed record Known(IReadOnlyList<int> Counts, IReadOnlyList<string> Keys, long At);
}
