namespace Orleans.Streaming.Kafka;

/// <summary>Says in a sentence what is wrong with the deliveries of a group. Thread-safe.</summary>
internal sealed class DeliveryHealth(GroupAssignment assignment, IReadOnlyList<ReceiverFinder> receivers, IDeadLetters deadLetters, CircuitBreaker breaker, TimeSpan stuckCallAge)
{
    /// <summary>What is wrong, or null.</summary>
    public string? Describe()
    {
        List<string> problems = [.. receivers.Select(r => r.Problem).OfType<string>()];
        if (breaker.IsOpen)
        {
            problems.Add($"{breaker.Failing} entities are failing and most calls with them: the circuit breaker is open");
        }

        if (deadLetters.Problem is { } problem)
        {
            problems.Add(problem);
        }

        foreach (var partition in assignment.Partitions)
        {
            if (partition.WithoutAgent is { } alone)
            {
                problems.Add($"{partition.Topic}[{partition.Partition}]: no pulling agent has run for it for {alone:hh\\:mm\\:ss}, so nothing of it is delivered; where agents were not stopped on purpose, the log says why Orleans could not start it");
            }

            if (partition.DecodingProblem is { } decoding)
            {
                problems.Add(decoding);
            }

            if (partition.IsPauseRequested)
            {
                problems.Add($"{partition.Topic}[{partition.Partition}] was paused by the application, and waits for {nameof(IKafkaPartitions.UnpauseAsync)}");
            }

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
