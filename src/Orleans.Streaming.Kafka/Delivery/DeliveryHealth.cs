namespace Orleans.Streaming.Kafka;

/// <summary>Says in a sentence what is wrong with the deliveries of a group. Thread-safe.</summary>
internal sealed class DeliveryHealth(GroupAssignment assignment, IDeadLetters deadLetters, OutageGuard outage, TimeSpan stuckCallAge)
{
    /// <summary>What is wrong, or null.</summary>
    public string? Describe()
    {
        List<string> problems = [];
        if (outage.IsOpen)
        {
            problems.Add($"{outage.Failing} entities are failing and most calls with them: the group holds back");
        }

        if (deadLetters.Problem is { } problem)
        {
            problems.Add(problem);
        }

        foreach (var partition in assignment.Partitions)
        {
            var condition = partition.Condition;
            if (condition.HeldReason is { } reason)
            {
                problems.Add($"{partition.Topic}[{partition.Partition}]: {condition.Held} entities get no further event: {reason}");
            }

            if (condition.OldestCall >= stuckCallAge)
            {
                problems.Add($"{partition.Topic}[{partition.Partition}]: a delivery to \"{condition.OldestEntity}\" has not returned for {condition.OldestCall:hh\\:mm\\:ss} ({condition.SlowCalls} slow ones)");
            }
        }

        return problems.Count == 0 ? null : string.Join("; ", problems);
    }
}
