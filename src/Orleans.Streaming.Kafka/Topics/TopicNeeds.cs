namespace Orleans.Streaming.Kafka;

/// <summary>What a topic must be for nothing to get lost in it. Pure.</summary>
internal static class TopicNeeds
{
    public const string MinInsync = "min.insync.replicas";
    public const string MessageBytesMax = "max.message.bytes";

    /// <summary>How much larger than its record a dead letter may be, for where it came from and why.</summary>
    public const int ProvenanceBytesMax = 64 << 10;

    private const int ReplicasMin = 3;
    private const int InsyncMin = 2;

    /// <summary>One sentence for each thing that is wrong, with its reason and how to override it.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="allowFewerReplicas">Whether fewer are allowed.</param>
    /// <param name="setting">What allows it.</param>
    /// <param name="cluster">Where it was looked for.</param>
    public static IEnumerable<string> Problems(TopicFacts topic, bool allowFewerReplicas, string setting, string cluster) => topic.Replicas is null
        ? [$"topic \"{topic.Name}\" does not exist at {cluster}. Create it (IKafkaTopics.EnsureAsync, or kafka-topics.sh --create) or correct its name; topics are never created by naming them."]
        : allowFewerReplicas ? [] : Weaknesses(topic, setting);

    /// <summary>The same for the topic of a topic's dead letters, which is missed only when the first one is to be stored.</summary>
    /// <param name="deadLetters">The topic of the dead letters.</param>
    /// <param name="source">The topic whose records they are.</param>
    /// <param name="recordBytesMax">The largest record the provider's producer sends but for what a dead letter adds.</param>
    /// <param name="allowFewerReplicas">Whether fewer replicas are allowed.</param>
    /// <param name="setting">What allows it.</param>
    /// <param name="cluster">Where it was looked for.</param>
    public static IEnumerable<string> DeadLetterWarnings(TopicFacts deadLetters, TopicFacts source, int recordBytesMax, bool allowFewerReplicas, string setting, string cluster)
    {
        if (deadLetters.Replicas is null)
        {
            yield return $"topic \"{deadLetters.Name}\" does not exist at {cluster}: the first record of \"{source.Name}\" that can't be delivered will hold its partition until it does. Create it (IKafkaTopics.EnsureAsync, or kafka-topics.sh --create), with as many partitions as \"{source.Name}\" and {MessageBytesMax}={Needed(source, recordBytesMax)}.";
            yield break;
        }

        if (!allowFewerReplicas)
        {
            foreach (var weakness in Weaknesses(deadLetters, setting))
            {
                yield return weakness;
            }
        }

        if (deadLetters.RecordBytesMax < Needed(source, recordBytesMax))
        {
            yield return $"topic \"{deadLetters.Name}\" has {MessageBytesMax}={deadLetters.RecordBytesMax}, and needs {Needed(source, recordBytesMax)}: the largest records of \"{source.Name}\" and {ProvenanceBytesMax >> 10} KiB for where they came from; of what is larger only position, hash and reason are stored. Set it with kafka-configs.sh --alter --topic {deadLetters.Name} --add-config {MessageBytesMax}={Needed(source, recordBytesMax)}.";
        }
    }

    private static long Needed(TopicFacts source, int recordBytesMax) => Math.Min(source.RecordBytesMax ?? recordBytesMax, recordBytesMax) + ProvenanceBytesMax;

    private static IEnumerable<string> Weaknesses(TopicFacts topic, string setting)
    {
        if (topic.Replicas < ReplicasMin)
        {
            yield return $"topic \"{topic.Name}\" has {topic.Replicas} replica(s), and needs {ReplicasMin} to keep what was acknowledged and stay writable while a broker is away. Raise its replication (kafka-reassign-partitions.sh), or set {setting} to true to take the risk; in the environment Development it is allowed by itself.";
        }

        if (topic.MinInsync < InsyncMin)
        {
            yield return $"topic \"{topic.Name}\" has {MinInsync}={topic.MinInsync}, and needs {InsyncMin}: with less, a record is acknowledged that only one disk holds. Set it with kafka-configs.sh --alter --topic {topic.Name} --add-config {MinInsync}={InsyncMin}, or set {setting} to true to take the risk; in the environment Development it is allowed by itself.";
        }
    }
}
