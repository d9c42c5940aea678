using System.Collections.Immutable;

namespace Orleans.Streaming.Kafka;

/// <summary>What <see cref="IKafkaGroupStatus"/> reports. Thread-safe.</summary>
internal sealed class GroupStatus(string groupId, GroupAssignment assignment, ClientReport report) : IKafkaGroupStatus
{
    private ImmutableSortedDictionary<GroupProblem, string> _problems = ImmutableSortedDictionary<GroupProblem, string>.Empty;
    private volatile bool _assigned;
    // Ticks of UTC; 0 before the first.
    private long _lastCommit;
    private ImmutableList<string> _undrained = [];
    private volatile bool _isStopping;
    private volatile bool _hasStopped;
    private volatile string _unassigned = "has no assignment yet";

    public string GroupId => groupId;

    /// <summary>Looks after the deliveries.</summary>
    public DeliveryHealth? Health { get; init; }

    public string? Degraded => Health?.Describe();

    public DateTimeOffset? LastCommit => Interlocked.Read(ref _lastCommit) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public string? NotDrained
    {
        get
        {
            var left = _isStopping && !_hasStopped
                ? Volatile.Read(ref _undrained).AddRange(assignment.Partitions.Where(p => !p.IsDrained).Select(p => p.Undrained))
                : Volatile.Read(ref _undrained);
            return left.IsEmpty ? null : $"group {groupId}: {string.Join(", ", left)}";
        }
    }

    /// <summary>What is wrong with the topics, where that was found after the start; or null.</summary>
    public string? TopicProblem { get; set; }

    public bool IsReady => _assigned && TopicProblem is null && Problems.IsEmpty && assignment.Partitions.All(p => p.Halted is null);

    /// <summary>Whether the group has given this member its partitions, if only none.</summary>
    public bool IsAssigned => _assigned;

    public string Detail
    {
        get
        {
            List<string> reasons = [
                .. _assigned ? [] : new[] { _unassigned },
                .. (!_assigned || Has(GroupProblem.Unreachable)) && report.Explanation is { } explanation ? new[] { explanation.Text } : [],
                .. TopicProblem is { } problem ? new[] { problem } : [],
                .. Problems.Values,
                .. assignment.Partitions.Select(p => p.Halted).OfType<string>(),
                .. assignment.Partitions.Where(p => p.Problem is not null).Select(p => $"{p.Topic}[{p.Partition}]: {p.Problem}")];
            return reasons.Count > 0 ? string.Join("; ", reasons) : $"{assignment.Partitions.Count} partitions assigned";
        }
    }

    /// <summary>The member begins to leave its group.</summary>
    public void Stopping() => _isStopping = true;

    /// <summary>The member has left, or was given up.</summary>
    public void Stopped() => _hasStopped = true;

    /// <summary>Partitions end; what of them is not drained counts if the member is stopping.</summary>
    public void Ending(IEnumerable<AssignedPartition> partitions)
    {
        if (_isStopping)
        {
            ImmutableInterlocked.Update(ref _undrained, static (before, more) => before.AddRange(more), partitions.Where(p => !p.IsDrained).Select(p => p.Undrained).ToArray());
        }
    }

    /// <summary>An assignment is here, its starts committed: the brokers answer and accept this member.</summary>
    public void Assigned()
    {
        _assigned = true;
        Solved(GroupProblem.Unreachable);
    }

    /// <summary>The coordinator took a commit.</summary>
    public void Committed(DateTimeOffset at) => Interlocked.Exchange(ref _lastCommit, at.UtcTicks);

    /// <summary>The assignment is gone.</summary>
    public void Lost() => (_unassigned, _assigned) = ("lost its assignment and has no new one yet", false);

    /// <summary>The consumer failed and is rebuilt.</summary>
    public void Failed(string reason) => (_unassigned, _assigned) = ($"its consumer failed and is rebuilt: {reason}", false);

    /// <summary>Something is wrong until <see cref="Solved"/>.</summary>
    public void Report(GroupProblem problem, string what) =>
        ImmutableInterlocked.Update(ref _problems, problems => problems.SetItem(problem, what));

    /// <summary>It is right again.</summary>
    public void Solved(GroupProblem problem)
    {
        // Called for every record: looking costs next to nothing.
        if (!Problems.IsEmpty)
        {
            ImmutableInterlocked.Update(ref _problems, problems => problems.Remove(problem));
        }
    }

    /// <summary>Whether it is wrong now.</summary>
    public bool Has(GroupProblem problem) => Problems.ContainsKey(problem);

    private ImmutableSortedDictionary<GroupProblem, string> Problems => Volatile.Read(ref _problems);
}
