namespace Orleans.Streaming.Kafka;

/// <summary>What a topic must be for nothing to get lost in it. Pure.</summary>
internal static class TopicNeeds
{
    public const string MinInsync = "min.insync.replicas";

    private const int ReplicasMin = 3;
    private const int InsyncMin = 2;

    /// <summary>One sentence for each thing that is wrong, with its reason and how to override it.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="replicas">The fewest replicas any of its partitions has; null where the topic does not exist.</param>
    /// <param name="minInsync">Its <c>min.insync.replicas</c>; null where it can't be read.</param>
    /// <param name="allowFewerReplicas">Whether fewer are allowed.</param>
    /// <param name="setting">What allows it.</param>
    /// <param name="cluster">Where it was looked for.</param>
    public static IEnumerable<string> Problems(string topic, int? replicas, int? minInsync, bool allowFewerReplicas, string setting, string cluster)
    {
        if (replicas is null)
        {
            yield return $"topic \"{topic}\" does not exist at {cluster}. Create it (IKafkaTopics.EnsureAsync, or kafka-topics.sh --create) or correct its name; topics are never created by naming them.";
            yield break;
        }

        if (allowFewerReplicas)
        {
            yield break;
        }

        if (replicas < ReplicasMin)
        {
            yield return $"topic \"{topic}\" has {replicas} replica(s), and needs {ReplicasMin} to keep what was acknowledged and stay writable while a broker is away. Raise its replication (kafka-reassign-partitions.sh), or set {setting} to true to take the risk; in the environment Development it is allowed by itself.";
        }

        if (minInsync < InsyncMin)
        {
            yield return $"topic \"{topic}\" has {MinInsync}={minInsync}, and needs {InsyncMin}: with less, a record is acknowledged that only one disk holds. Set it with kafka-configs.sh --alter --topic {topic} --add-config {MinInsync}={InsyncMin}, or set {setting} to true to take the risk; in the environment Development it is allowed by itself.";
        }
    }
}
