namespace Orleans.Streaming.Kafka;

/// <summary>What <see cref="IKafkaGroupStatus"/> tells. Thread-safe.</summary>
internal sealed class GroupStatus(string groupId, GroupAssignment assignment, ClientReport report) : IKafkaGroupStatus
{
    private volatile bool _assigned;
    private volatile string _problem = "has no assignment yet";

    public string GroupId => groupId;

    /// <summary>What is wrong with the topics, where that was found after the start; or null.</summary>
    public string? Refusal { get; set; }

    public bool IsReady => _assigned && Refusal is null && assignment.Partitions.All(p => p.Halted is null);

    public string Detail => !_assigned
        ? _problem + (report.Trouble is { } trouble ? $": {trouble.Text}" : "")
        : Refusal
            ?? assignment.Partitions.Select(p => p.Halted).FirstOrDefault(h => h is not null)
            ?? assignment.Partitions.Where(p => p.Problem is not null).Select(p => $"{p.Topic}[{p.Partition}]: {p.Problem}").FirstOrDefault()
            ?? $"{assignment.Partitions.Count} partitions assigned";

    /// <summary>An assignment is here, its starts committed.</summary>
    public void Assigned() => _assigned = true;

    /// <summary>The assignment is gone.</summary>
    public void Lost() => (_problem, _assigned) = ("lost its assignment and has no new one yet", false);

    /// <summary>The consumer failed and is built anew.</summary>
    public void Failed(string reason) => (_problem, _assigned) = ($"its consumer failed and is built anew: {reason}", false);
}
