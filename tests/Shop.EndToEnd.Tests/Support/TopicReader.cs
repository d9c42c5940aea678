using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;

namespace Shop.EndToEnd.Tests.Support;

/// <summary>Reads topics and groups from the outside.</summary>
internal static class TopicReader
{
    /// <summary>All records of a topic, from its first to the ends as they are now.</summary>
    public static List<ConsumeResult<byte[]?, byte[]?>> ReadAll(string bootstrapServers, string topic)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = $"reader-{Guid.NewGuid():N}",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            FetchQueueBackoffMs = 1,
        }).SetKeyDeserializer(Deserializers.ByteArray!).SetValueDeserializer(Deserializers.ByteArray!).Build();
        // Nothing expires while a test runs.
        var ends = Groups.EndsAsync(bootstrapServers, topic).GetAwaiter().GetResult();
        var wanted = ends.Values.Sum();
        consumer.Assign(ends.Keys.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        var records = new List<ConsumeResult<byte[]?, byte[]?>>();
        var clock = Stopwatch.StartNew();
        while (records.Count < wanted)
        {
            Assert.True(clock.Elapsed.TotalSeconds < 120, $"{records.Count} of {wanted} records of {topic} were read.");
            if (consumer.Consume(200) is { } record)
            {
                records.Add(record);
            }
        }

        return records;
    }

    public static List<JsonNode> ReadEnvelopes(string bootstrapServers, string topic) =>
        [.. ReadAll(bootstrapServers, topic).Select(r => JsonNode.Parse(r.Message.Value!)!)];

    public static string Header(ConsumeResult<byte[]?, byte[]?> record, string name) =>
        Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes(name));
}
