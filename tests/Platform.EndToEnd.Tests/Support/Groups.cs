using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Platform.EndToEnd.Tests.Support;

/// <summary>Consumer groups, seen from outside.</summary>
internal static class Groups
{
    /// <summary>Waits until a group has committed the ends of topics.</summary>
    public static async Task AwaitAtEndAsync(string bootstrapServers, string group, int seconds, params string[] topics)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        var partitions = topics
            .SelectMany(topic => admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions.Select(p => new TopicPartition(topic, p.PartitionId)))
            .ToList();
        var found = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                var ends = await admin.ListOffsetsAsync(partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p, OffsetSpec = OffsetSpec.Latest() }));
                var end = ends.ResultInfos.ToDictionary(r => r.TopicPartitionOffsetError.TopicPartition, r => r.TopicPartitionOffsetError.Offset.Value);
                var answer = await admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(group, partitions)]);
                var behind = answer[0].Partitions.Where(p => p.Offset.Value < end[p.TopicPartition]).Select(p => $"{p.TopicPartition}: {p.Offset.Value} of {end[p.TopicPartition]}").ToList();
                found = string.Join(", ", behind);
                return behind.Count == 0;
            },
            () => found,
            seconds,
            $"group {group} at the end of {string.Join(", ", topics)}");
    }
}
