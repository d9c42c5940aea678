using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Shop.EndToEnd.Tests.Support;

/// <summary>Consumer groups, seen from outside.</summary>
internal static class Groups
{
    /// <summary>Waits until a group has committed the ends of topics.</summary>
    public static async Task AwaitAtEndAsync(string bootstrapServers, string group, int seconds, params string[] topics)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        var partitions = PartitionsOf(admin, topics);
        var found = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                var behind = (await ProgressAsync(admin, group, partitions)).Where(p => p.Committed < p.End).Select(p => $"{p.Partition}: {p.Committed} of {p.End}").ToList();
                found = string.Join(", ", behind);
                return behind.Count == 0;
            },
            () => found,
            seconds,
            $"group {group} at the end of {string.Join(", ", topics)}");
    }

    /// <summary>How many records a group has not committed.</summary>
    public static async Task<long> LagAsync(string bootstrapServers, string group, params string[] topics)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        return (await ProgressAsync(admin, group, PartitionsOf(admin, topics))).Sum(p => p.End - Math.Max(p.Committed, 0));
    }

    /// <summary>The next offset of each partition that a group would read; negative where it has none.</summary>
    public static async Task<Dictionary<TopicPartition, long>> CommittedAsync(string bootstrapServers, string group, params string[] topics)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        return (await ProgressAsync(admin, group, PartitionsOf(admin, topics))).ToDictionary(p => p.Partition, p => p.Committed);
    }

    /// <summary>The ends of topics' partitions.</summary>
    public static async Task<Dictionary<TopicPartition, long>> EndsAsync(string bootstrapServers, params string[] topics)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        return await EndsAsync(admin, PartitionsOf(admin, topics));
    }

    private static List<TopicPartition> PartitionsOf(IAdminClient admin, string[] topics) =>
        [.. topics.SelectMany(topic => admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions.Select(p => new TopicPartition(topic, p.PartitionId)))];

    private static async Task<List<(TopicPartition Partition, long Committed, long End)>> ProgressAsync(IAdminClient admin, string group, List<TopicPartition> partitions)
    {
        var ends = await EndsAsync(admin, partitions);
        var answer = await admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(group, partitions)]);
        return answer[0].Partitions.ConvertAll(p => (p.TopicPartition, p.Offset.Value, ends[p.TopicPartition]));
    }

    private static async Task<Dictionary<TopicPartition, long>> EndsAsync(IAdminClient admin, List<TopicPartition> partitions)
    {
        var ends = await admin.ListOffsetsAsync(partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p, OffsetSpec = OffsetSpec.Latest() }));
        return ends.ResultInfos.ToDictionary(r => r.TopicPartitionOffsetError.TopicPartition, r => r.TopicPartitionOffsetError.Offset.Value);
    }
}
