using System.Collections.Concurrent;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Committed offsets: from the silo's own assignment where it owns the partition, else asked of the broker. Thread-safe.
/// </summary>
internal sealed class KafkaGroupOffsets(IEnumerable<KafkaConsumerGroup> groups, TimeProvider time, ILogger<KafkaGroupOffsets> logger) : IKafkaGroupOffsets, IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private readonly ILookup<string, KafkaConsumerGroup> _groups = groups.ToLookup(g => g.GroupId, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<KafkaConnection, IAdminClient> _clients = new();

    public async ValueTask<long?> GetCommittedAsync(string groupId, string topic, Guid topicId, int partition, CancellationToken cancellationToken = default)
    {
        var group = _groups[groupId].FirstOrDefault()
            ?? throw new ArgumentException($"Group \"{groupId}\" is none of this silo's.", nameof(groupId));
        if (group.Assignment.Find(topic, partition) is { } assigned)
        {
            return assigned.TopicId == topicId ? assigned.Committed : null;
        }

        var client = _clients.GetOrAdd(group.Services.Options.Connection!, Connect);
        try
        {
            var ids = await TopicIds.GetAsync(client, [topic]);
            if (ids[topic] != topicId)
            {
                return null;
            }

            var answer = await client.ListConsumerGroupOffsetsAsync(
                [new ConsumerGroupTopicPartitions(groupId, [new TopicPartition(topic, partition)])],
                new ListConsumerGroupOffsetsOptions { RequestTimeout = RequestTimeout }).WaitAsync(cancellationToken);
            var offset = answer[0].Partitions[0].Offset;
            return offset.Value >= 0 ? offset.Value : null;
        }
        catch (KafkaException e)
        {
            throw new KafkaStreamException($"The committed offset of group \"{groupId}\" in {topic}[{partition}] could not be read: {e.Error.Reason}.", isTransient: true, e);
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private IAdminClient Connect(KafkaConnection connection) =>
        KafkaClients.BuildAdmin(connection, new ClientReport("Reading committed offsets", connection, time, logger));
}
