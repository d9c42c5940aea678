namespace Platform.Processing.Tests;

/// <summary>Records what is published, and fails when told to. Thread-safe.</summary>
internal sealed class TestPublisher : IOutputPublisher
{
    private readonly List<OutgoingEvent> _published = [];
    private readonly Dictionary<string, PublishFault> _faults = [];
    private readonly Dictionary<string, TaskCompletionSource> _holds = [];

    /// <summary>The names of what entities whose events begin with this prefix have put out, in order.</summary>
    public string[] PublishedBy(string prefix)
    {
        lock (_published)
        {
            return [.. EventsBy(prefix).Select(output => ((TestPayload)output.Event.Payload).Name)];
        }
    }

    /// <summary>The outputs themselves.</summary>
    public OutgoingEvent[] EventsBy(string prefix)
    {
        lock (_published)
        {
            return [.. _published.Where(output => output.Key.StartsWith(prefix, StringComparison.Ordinal))];
        }
    }

    public void FailNext(string prefix, PublishFault fault)
    {
        lock (_published)
        {
            _faults[prefix] = fault;
        }
    }

    /// <summary>Publications of this entity wait until the source is completed.</summary>
    public TaskCompletionSource Hold(string prefix)
    {
        lock (_published)
        {
            return _holds[prefix] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public async Task PublishAsync(IReadOnlyList<OutgoingEvent> events)
    {
        PublishFault fault;
        TaskCompletionSource? hold;
        lock (_published)
        {
            var prefix = events[0].Key[..(events[0].Key.IndexOf(':', StringComparison.Ordinal) + 1)];
            _faults.Remove(prefix, out fault);
            _holds.TryGetValue(prefix, out hold);
            _published.AddRange(events.Take(fault switch { PublishFault.Before => 0, PublishFault.Half => 1, _ => events.Count }));
        }

        if (hold is not null)
        {
            await hold.Task;
        }

        if (fault != PublishFault.None)
        {
            throw new IOException("Kafka did not acknowledge.");
        }
    }
}
