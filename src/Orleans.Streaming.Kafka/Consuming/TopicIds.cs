using System.Buffers.Binary;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Orleans.Streaming.Kafka;

/// <summary>Asks the broker for topic ids (KIP-516).</summary>
internal static class TopicIds
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The ids of the topics; <see cref="Guid.Empty"/> for one the broker gives none of.</summary>
    /// <exception cref="KafkaException">The broker can't be asked, or a topic does not exist.</exception>
    public static async Task<IReadOnlyDictionary<string, Guid>> GetAsync(IAdminClient admin, IReadOnlyCollection<string> topics)
    {
        if (topics.Count == 0)
        {
            return new Dictionary<string, Guid>();
        }

        var described = await admin.DescribeTopicsAsync(
            TopicCollection.OfTopicNames(topics),
            new DescribeTopicsOptions { RequestTimeout = RequestTimeout });
        return described.TopicDescriptions.ToDictionary(t => t.Name, t => ToGuid(t.TopicId), StringComparer.Ordinal);
    }

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
