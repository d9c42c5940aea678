using System.Text;
using System.Text.Json;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Reading through one receiver per partition; producing a stream's events as records: the namespace is the topic, the
/// stream's key the record key. Thread-safe.
/// </summary>
/// <remarks>An event that is <c>byte[]</c> is the value as it is, a string is UTF-8, anything else JSON.</remarks>
internal sealed class KafkaQueueAdapter(string name, KafkaConsumerGroup group, IKafkaProducer producer) : IQueueAdapter
{
    public string Name => name;

    public bool IsRewindable => false;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadWrite;

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) => new KafkaPartitionReceiver(queueId, group);

    public async Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext)
    {
        var topic = streamId.GetNamespace()
            ?? throw new ArgumentException("A Kafka stream's namespace is its topic; this stream has none.", nameof(streamId));
        var key = streamId.Key.ToArray();
        var messages = events.Select(e => new KafkaMessage { Topic = topic, Key = key, Value = Encode(e) }).ToList();
        var results = await producer.SendManyAsync(messages);
        if (results.FirstOrDefault(r => r.Error is not null).Error is { } error)
        {
            throw error;
        }
    }

    private static byte[]? Encode<T>(T value) => value switch
    {
        null => null,
        byte[] bytes => bytes,
        string text => Encoding.UTF8.GetBytes(text),
        _ => JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web),
    };
}
