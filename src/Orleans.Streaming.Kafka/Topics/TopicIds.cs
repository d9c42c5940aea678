using System.Buffers.Binary;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Orleans.Streaming.Kafka;

/// <summary>Asks the broker for topic ids (KIP-516) and partition counts.</summary>
internal static class TopicIds
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The ids of the topics; <see cref="Guid.Empty"/> for one the broker gives none of.</summary>
    /// <exception cref="KafkaException">The broker can't be queried, or a topic does not exist.</exception>
    public static async Task<IReadOnlyDictionary<string, Guid>> GetAsync(IAdminClient admin, IReadOnlyCollection<string> topics)
    {
        var described = await DescribeAsync(admin, topics);
        return described.ToDictionary(t => t.Key, t => t.Value.Id, StringComparer.Ordinal);
    }

    /// <summary>The topics as they are now.</summary>
    /// <exception cref="KafkaException">The broker can't be queried, or a topic does not exist.</exception>
    public static async Task<IReadOnlyDictionary<string, TopicSnapshot>> DescribeAsync(IAdminClient admin, IReadOnlyCollection<string> topics)
    {
        if (topics.Count == 0)
        {
            return new Dictionary<string, TopicSnapshot>();
        }

        var described = await admin.DescribeTopicsAsync(
            TopicCollection.OfTopicNames(topics),
            new DescribeTopicsOptions { RequestTimeout = RequestTimeout });
        return ToSnapshots(described.TopicDescriptions);
    }

    /// <summary>Those of the topics that can be described: that exist, and may be.</summary>
    /// <exception cref="KafkaException">The broker can't be queried.</exception>
    public static async Task<IReadOnlyDictionary<string, TopicSnapshot>> DescribeExistingAsync(IAdminClient admin, IReadOnlyCollection<string> topics)
    {
        try
        {
            return await DescribeAsync(admin, topics);
        }
        catch (DescribeTopicsException e)
        {
            return ToSnapshots(e.Results.TopicDescriptions);
        }
    }

    /// <summary>Those that were described without an error.</summary>
    public static Dictionary<string, TopicSnapshot> ToSnapshots(IEnumerable<TopicDescription> described) => described
        .Where(t => !t.Error.IsError)
        .ToDictionary(t => t.Name, t => new TopicSnapshot(ToGuid(t.TopicId), t.Partitions.Count), StringComparer.Ordinal);

    private static Guid ToGuid(Uuid? id)
    {
        if (id is null)
        {
            return Guid.Empty;
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, id.MostSignificantBits);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], id.LeastSignificantBits);
        return new Guid(bytes, bigEndian: true);
    }
}
