using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Committed offsets: from the silo's own assignment where it owns the partition, from what the broker said before where that
/// is enough, else queried from the broker. Thread-safe.
/// </summary>
internal sealed partial class KafkaGroupOffsets(IEnumerable<KafkaConsumerGroup> groups, TimeProvider time, ILogger<KafkaGroupOffsets> logger)
    : IKafkaGroupOffsets, IKafkaGroupProgress, IDisposable
{
    private const int KnownPartitionsMax = 100_000;

    private readonly ILogger _logger = logger;
    private readonly ILookup<string, KafkaConsumerGroup> _groups = groups.ToLookup(g => g.GroupId, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string GroupId, KafkaConnection Connection), Lazy<GroupOffsetReader>> _readers = new();
    private readonly CommittedOffsetCache _known = new(KnownPartitionsMax);

    /// <summary>How many requests for committed offsets went to brokers.</summary>
    public int Requests => _readers.Values.Where(r => r.IsValueCreated).Sum(r => r.Value.Requests);

    public async ValueTask<long?> GetCommittedAsync(
        string groupId, string topic, Guid topicId, int partition, long beyond = long.MaxValue, CancellationToken cancellationToken = default)
    {
        var own = _groups[groupId].FirstOrDefault();
        if (own?.Assignment.Find(topic, partition) is { } assigned)
        {
            return assigned.TopicId == topicId ? assigned.Committed : null;
        }

        var request = new OffsetRequest(topic, topicId, partition);
        if (_known.Find(groupId, request) is { } known && known > beyond)
        {
            return known;
        }

        var committed = own is not null
            ? await RequestAsync(groupId, own.Services.Options.Connection!, request, cancellationToken)
            : await RequestForeignAsync(groupId, request, cancellationToken);
        if (committed is { } offset)
        {
            _known.Note(groupId, request, offset);
        }

        return committed;
    }

    public async ValueTask<IReadOnlyList<KafkaPartitionProgress>?> GetAsync(string groupId, string topic, CancellationToken cancellationToken = default)
    {
        var group = _groups[groupId].FirstOrDefault() ?? throw new ArgumentException($"Group \"{groupId}\" is none of this silo's.", nameof(groupId));
        try
        {
            return await ReaderOf(groupId, group.Services.Options.Connection!).GetAllAsync(topic, cancellationToken);
        }
        catch (KafkaException e)
        {
            throw new KafkaStreamException($"How far group \"{groupId}\" is in {topic} could not be read: {e.Error.Reason}.", isTransient: true, e);
        }
    }

    public void Dispose()
    {
        // Once for each service it is registered as; a client may be disposed of once only.
        foreach (var group in _readers.Keys)
        {
            if (_readers.TryRemove(group, out var reader) && reader.IsValueCreated)
            {
                reader.Value.Dispose();
            }
        }
    }

    // A group that does not run here is on whichever cluster knows the topic by its id.
    private async Task<long?> RequestForeignAsync(string groupId, OffsetRequest request, CancellationToken cancellationToken)
    {
        foreach (var connection in _groups.SelectMany(g => g).Select(g => g.Services.Options.Connection!).DistinctBy(c => c.BootstrapServers))
        {
            try
            {
                if (await RequestAsync(groupId, connection, request, cancellationToken) is { } committed)
                {
                    return committed;
                }
            }
            catch (KafkaStreamException e) when (e.InnerException is KafkaException { Error.Code: Confluent.Kafka.ErrorCode.GroupAuthorizationFailed or Confluent.Kafka.ErrorCode.TopicAuthorizationFailed })
            {
                // Rights are given for the groups that run. Without an answer nothing is proven, which is safe; waiting for the right might be for ever.
                LogForeign(groupId, e.Message);
            }
        }

        return null;
    }

    private async Task<long?> RequestAsync(string groupId, KafkaConnection connection, OffsetRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await ReaderOf(groupId, connection).GetAsync(request, cancellationToken);
        }
        catch (KafkaException e)
        {
            throw new KafkaStreamException(
                $"The committed offset of group \"{groupId}\" in {request.Topic}[{request.Partition}] could not be read: {e.Error.Reason}.", isTransient: true, e);
        }
    }

    // Lazy: a reader is a client with threads of its own, and the dictionary may call a factory twice.
    private GroupOffsetReader ReaderOf(string groupId, KafkaConnection connection) =>
        _readers.GetOrAdd((groupId, connection), _ => new Lazy<GroupOffsetReader>(() => new GroupOffsetReader(groupId, connection, time, _logger))).Value;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\" does not run here, and its committed offsets can't be read: {Reason}")]
    private partial void LogForeign(string group, string reason);
}
