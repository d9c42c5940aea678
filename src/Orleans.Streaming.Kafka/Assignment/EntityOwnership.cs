namespace Orleans.Streaming.Kafka;

/// <summary>
/// Whether this silo is assigned all partitions that an entity's events can be in: of each topic of the group whose events go to the same
/// grains the partition of the same number, as one key is in the same one of topics with equally many; of a topic with more or fewer, all. Thread-safe.
/// </summary>
/// <param name="assignment">What this silo is assigned.</param>
/// <param name="topics">How many partitions the topics have.</param>
/// <param name="routes">The group's topics.</param>
/// <param name="grains">Names the grains' types.</param>
internal sealed class EntityOwnership(GroupAssignment assignment, TopicDirectory topics, IReadOnlyDictionary<string, KafkaTopicRoute> routes, IGrainFactory grains)
{
    /// <summary>What answers rest on: they hold for as long as this equals what it was.</summary>
    public (object Assignment, object Topics) Basis => (assignment.Partitions, topics.Topics);

    /// <summary>Whether no other silo has events of a partition's entities.</summary>
    /// <param name="topic">The partition's topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="grain">The type of the entities' grains.</param>
    public bool IsWhole(string topic, int partition, GrainType grain) =>
        routes.Values.Where(route => IsOf(route, grain)).All(route => OwnsAllOf(route.Topic, PartitionsOf(topic), partition));

    private bool OwnsAllOf(string other, int partitions, int partition)
    {
        // A topic that nobody has seen has no partitions, and so no events.
        var count = PartitionsOf(other);
        return count == partitions && count > 0
            ? assignment.Find(other, partition) is not null
            : Enumerable.Range(0, count).All(each => assignment.Find(other, each) is not null);
    }

    private int PartitionsOf(string topic) => topics.Topics.TryGetValue(topic, out var seen) ? seen.Partitions : 0;

    private bool IsOf(KafkaTopicRoute route, GrainType grain)
    {
        try
        {
            return route.GrainOf is { } grainOf && grainOf(grains, "any").Type == grain;
        }
        catch (KafkaStreamException)
        {
            // No silo has its grains: they are none of these.
            return false;
        }
    }
}
