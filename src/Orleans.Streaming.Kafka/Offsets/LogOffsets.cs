using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Orleans.Streaming.Kafka;

/// <summary>Finds where logs begin and end for a reader of committed transactions: one request for all, to each broker those it leads.</summary>
internal static class LogOffsets
{
    private static readonly ListOffsetsOptions Options = new() { RequestTimeout = TimeSpan.FromSeconds(5), IsolationLevel = IsolationLevel.ReadCommitted };

    /// <summary>The offsets of all of them.</summary>
    /// <exception cref="KafkaException">The brokers can't be queried, or one partition gives no answer.</exception>
    public static async Task<IReadOnlyDictionary<TopicPartition, long>> GetAsync(IAdminClient admin, IReadOnlyCollection<TopicPartitionOffsetSpec> wanted)
    {
        var response = await ListAsync(admin, wanted);
        return response.Find(r => r.Error.IsError) is { } failed
            ? throw new KafkaException(new Error(failed.Error.Code, $"where {failed.Topic}[{failed.Partition.Value}] begins or ends was not found: {failed.Error.Reason}"))
            : ToOffsets(response);
    }

    /// <summary>The offsets of those that give an answer.</summary>
    /// <exception cref="KafkaException">The brokers can't be queried.</exception>
    public static async Task<IReadOnlyDictionary<TopicPartition, long>> GetKnownAsync(IAdminClient admin, IReadOnlyCollection<TopicPartitionOffsetSpec> wanted)
    {
        var response = await ListAsync(admin, wanted);
        return ToOffsets(response.Where(r => !r.Error.IsError));
    }

    private static async Task<List<TopicPartitionOffsetError>> ListAsync(IAdminClient admin, IReadOnlyCollection<TopicPartitionOffsetSpec> wanted)
    {
        List<ListOffsetsResultInfo> response;
        try
        {
            response = (await admin.ListOffsetsAsync(wanted, Options)).ResultInfos;
        }
        catch (ListOffsetsException e)
        {
            response = e.Result.ResultInfos;
        }

        return response.ConvertAll(r => r.TopicPartitionOffsetError);
    }

    private static Dictionary<TopicPartition, long> ToOffsets(IEnumerable<TopicPartitionOffsetError> response) => response.ToDictionary(r => r.TopicPartition, r => r.Offset.Value);
}
