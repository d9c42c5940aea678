namespace Orleans.Streaming.Kafka;

/// <summary>
/// The rights that the brokers deny this client, until it is seen to be granted again: the client library reports a denial, but not
/// of its end. Thread-safe.
/// </summary>
internal sealed class DeniedRights(GroupStatus status)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, string> _topics = new(StringComparer.Ordinal);
    private string? _group;
    private volatile bool _any;

    /// <summary>The topics that may not be read.</summary>
    public IReadOnlyList<string> Topics
    {
        get
        {
            lock (_gate)
            {
                return [.. _topics.Keys];
            }
        }
    }

    /// <summary>Whether the group, or the client itself, is denied.</summary>
    public bool IsGroupDenied
    {
        get
        {
            lock (_gate)
            {
                return _group is not null;
            }
        }
    }

    public void DenyTopic(string topic, string reason) => Change(() => _topics[topic] = $"topic {topic} may not be read: {reason}");

    public void DenyGroup(string reason) => Change(() => _group = reason);

    /// <summary>The topic was read, or may be.</summary>
    public void GrantTopic(string topic)
    {
        // Called for every record.
        if (_any)
        {
            RemoveTopic(topic);
        }
    }

    /// <summary>The group took this member, or would.</summary>
    public void GrantGroup()
    {
        if (_any)
        {
            Change(() => _group = null);
        }
    }

    // Of its own, so that what it captures is made only here.
    private void RemoveTopic(string topic) => Change(() => _topics.Remove(topic));

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            _any = _group is not null || _topics.Count > 0;
            if (_any)
            {
                status.Report(GroupProblem.Unauthorized, string.Join("; ", _topics.Values.Prepend(_group).OfType<string>()));
            }
            else
            {
                status.Solved(GroupProblem.Unauthorized);
            }
        }
    }
}
