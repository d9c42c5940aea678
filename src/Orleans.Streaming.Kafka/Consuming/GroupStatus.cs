using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka;

/// <summary>What <see cref="IKafkaGroupStatus"/> tells. Thread-safe.</summary>
internal sealed class GroupStatus(string groupId, GroupAssignment assignment) : IKafkaGroupStatus
{
    private readonly ConcurrentDictionary<GroupProblem, string> _problems = new();
    private volatile bool _assigned;
    private volatile string _unassigned = "has no assignment yet";

    public string GroupId => groupId;

    public bool IsReady => _assigned && _problems.IsEmpty && assignment.Partitions.All(p => p.Halted is null);

    public string Detail
    {
        get
        {
            List<string> reasons = [
                .. _assigned ? [] : new[] { _unassigned },
                .. _problems.OrderBy(p => p.Key).Select(p => p.Value),
                .. assignment.Partitions.Select(p => p.Halted).OfType<string>()];
            return reasons.Count > 0 ? string.Join("; ", reasons) : $"{assignment.Partitions.Count} partitions assigned";
        }
    }

    /// <summary>An assignment is here, its starts committed: the brokers answer and accept this member.</summary>
    public void Assigned()
    {
        _assigned = true;
        Solved(GroupProblem.Unreachable);
        Solved(GroupProblem.Stalled);
    }

    /// <summary>The assignment is gone.</summary>
    public void Lost() => (_unassigned, _assigned) = ("lost its assignment and has no new one yet", false);

    /// <summary>The consumer failed and is built anew.</summary>
    public void Failed(string reason) => (_unassigned, _assigned) = ($"its consumer failed and is built anew: {reason}", false);

    /// <summary>Something is wrong until <see cref="Solved"/>.</summary>
    public void Report(GroupProblem problem, string what) => _problems[problem] = what;

    /// <summary>It is right again.</summary>
    public void Solved(GroupProblem problem)
    {
        // Asked for with every record: looking costs less than removing.
        if (!_problems.IsEmpty)
        {
            _problems.TryRemove(problem, out _);
        }
    }

    /// <summary>Whether it is wrong now.</summary>
    public bool Has(GroupProblem problem) => _problems.ContainsKey(problem);
}
