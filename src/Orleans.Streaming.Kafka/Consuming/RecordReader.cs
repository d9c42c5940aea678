using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>Turns the client's record into ours. Thread-safe.</summary>
internal static class RecordReader
{
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <param name="result">The record.</param>
    /// <param name="topic">Its topic's name: the client makes a string of its own for each record, which would stay for as long as the record does.</param>
    /// <param name="topicId">Its topic's id; <see cref="Guid.Empty"/> where it is not known.</param>
    public static KafkaRecord Read(ConsumeResult<byte[]?, byte[]?> result, string topic, Guid topicId) => new()
    {
        Position = new RecordPosition(topic, topicId, result.Partition.Value, result.Offset.Value, result.LeaderEpoch ?? -1),
        Timestamp = Time(result.Message.Timestamp.UnixTimestampMs),
        Key = result.Message.Key,
        Value = result.Message.Value,
        Headers = Headers(result.Message.Headers),
    };

    // A record may have any number as its timestamp: a producer that counts in micro- or nanoseconds writes one that no calendar has.
    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, Earliest, Latest));

    private static KeyValuePair<string, byte[]?>[] Headers(Headers? headers)
    {
        if (headers is null || headers.Count == 0)
        {
            return [];
        }

        var result = new KeyValuePair<string, byte[]?>[headers.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = new KeyValuePair<string, byte[]?>(HeaderNames.Of(headers[i].Key), headers[i].GetValueBytes());
        }

        return result;
    }
}
