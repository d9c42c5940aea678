using System.Text;
using Orleans.Streaming.Kafka;
using Platform.Persistence;

namespace Platform.Processing.Tests;

/// <summary>Records what is published, and fails when set to. Thread-safe.</summary>
internal sealed class TestPublisher : IOutputPublisher
{
    private readonly List<OutgoingEvent> _published = [];
    private readonly Dictionary<string, PublishFault> _faults = [];
    private readonly Dictionary<string, TaskCompletionSource> _holds = [];
    private readonly HashSet<string> _refused = [];

    /// <summary>The names of what entities whose events begin with this prefix have put out, in order.</summary>
    public string[] PublishedBy(string prefix)
    {
        lock (_published)
        {
            return [.. EventsBy(prefix).Select(NameOf)];
        }
    }

    /// <summary>The outputs themselves.</summary>
    public OutgoingEvent[] EventsBy(string prefix)
    {
        lock (_published)
        {
            return [.. _published.Where(output => output.Key?.StartsWith(prefix, StringComparison.Ordinal) == true)];
        }
    }

    public void FailNext(string prefix, PublishFault fault)
    {
        lock (_published)
        {
            _faults[prefix] = fault;
        }
    }

    /// <summary>An output of this name is rejected for good, however often it comes.</summary>
    public void Refuse(string name)
    {
        lock (_published)
        {
            _refused.Add(name);
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

    public async Task<IReadOnlyList<Exception?>> PublishAsync(IReadOnlyList<OutgoingEvent> events)
    {
        PublishFault fault;
        TaskCompletionSource? hold;
        var errors = new Exception?[events.Count];
        lock (_published)
        {
            var prefix = events[0].Key![..(events[0].Key!.IndexOf(':', StringComparison.Ordinal) + 1)];
            _faults.Remove(prefix, out fault);
            _holds.TryGetValue(prefix, out hold);
            var storedMax = fault switch { PublishFault.Before => 0, PublishFault.Half => 1, _ => events.Count };
            for (var i = 0; i < events.Count; i++)
            {
                errors[i] = Publish(events[i], isStored: i < storedMax, isAnswered: fault != PublishFault.After);
            }
        }

        if (hold is not null)
        {
            await hold.Task;
        }

        return errors;
    }

    /// <summary>The values of the rejected outputs that were published after all.</summary>
    public List<string> StoredValues { get; } = [];

    public Task<IReadOnlyList<Exception?>> PublishStoredAsync(IReadOnlyList<ParkedRecord> outputs)
    {
        lock (_published)
        {
            return Task.FromResult<IReadOnlyList<Exception?>>([.. outputs.Select(PublishStored)]);
        }
    }

    /// <summary>What was rejected is taken from now on.</summary>
    public void Mend(string name)
    {
        lock (_published)
        {
            _refused.Remove(name);
        }
    }

    private KafkaStreamException? PublishStored(ParkedRecord output)
    {
        var value = Encoding.UTF8.GetString(output.Value!);
        if (_refused.Any(name => value.Contains(name, StringComparison.Ordinal)))
        {
            return new KafkaStreamException("The record is too large.", isTransient: false);
        }

        StoredValues.Add(value);
        return null;
    }

    private Exception? Publish(OutgoingEvent output, bool isStored, bool isAnswered)
    {
        if (_refused.Contains(NameOf(output)))
        {
            return new KafkaStreamException("The record is too large.", isTransient: false);
        }

        if (isStored)
        {
            _published.Add(output);
        }

        return isStored && isAnswered ? null : new IOException("Kafka did not acknowledge.");
    }

    // A record that goes out as it is has its key for a name.
    private static string NameOf(OutgoingEvent output) => output.Event.Payload is TestPayload payload ? payload.Name : output.Key!;
}
