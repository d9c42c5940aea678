using System.Diagnostics.Metrics;

namespace Platform.Processing;

/// <summary>What the entities count, by entity kind. Thread-safe.</summary>
internal sealed class ProcessingMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Platform.Processing";

    private readonly Counter<long> _applied;
    private readonly Counter<long> _repeated;
    private readonly Counter<long> _ignored;
    private readonly Counter<long> _waiting;
    private readonly Counter<long> _waitingFailed;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _forcedEvictions;
    private readonly Counter<long> _parked;
    private readonly Counter<long> _redriven;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _quarantined;
    private readonly Counter<long> _outputsRefused;

    /// <summary>Makes the instruments.</summary>
    /// <param name="factory">Makes the meter.</param>
    public ProcessingMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _applied = meter.CreateCounter<long>("platform.events.applied", "{event}", "Events that changed their entity.");
        _repeated = meter.CreateCounter<long>("platform.events.repeated", "{event}", "Events recognised as repeats, by position or id.");
        _ignored = meter.CreateCounter<long>("platform.events.ignored", "{event}", "New events that change nothing, by reason.");
        _waiting = meter.CreateCounter<long>("platform.events.waiting", "{event}", "Events put to wait for another one.");
        _waitingFailed = meter.CreateCounter<long>("platform.events.waiting.failed", "{event}", "Tries to apply a waiting event that failed; it goes on waiting.");
        _refused = meter.CreateCounter<long>("platform.events.refused", "{event}", "Events that went to the dead letters alone, by kind of error.");
        _forcedEvictions = meter.CreateCounter<long>("platform.events.ids.evicted", "{id}", "Event ids forgotten before their time.");
        _parked = meter.CreateCounter<long>("platform.events.parked", "{event}", "Events parked beside their quarantined entity.");
        _redriven = meter.CreateCounter<long>("platform.events.redriven", "{event}", "Parked events handed back.");
        _dropped = meter.CreateCounter<long>("platform.events.dropped", "{event}", "Parked events dropped by an operator.");
        _quarantined = meter.CreateCounter<long>("platform.entities.quarantined", "{entity}", "Entities put into quarantine, by kind of error; one whose redrive fails counts again.");
        _outputsRefused = meter.CreateCounter<long>("platform.outputs.refused", "{event}", "Outputs that Kafka refused for good; they are set aside among what was dropped.");
    }

    /// <summary>Counts outputs that were set aside.</summary>
    /// <param name="entity">The kind of entity.</param>
    /// <param name="count">How many.</param>
    public void CountRefusedOutputs(string entity, int count) => Add(_outputsRefused, count, KeyValuePair.Create<string, object?>("entity", entity));

    /// <summary>Counts a batch that is durable.</summary>
    /// <param name="entity">The kind of entity.</param>
    /// <param name="tally">What became of its events.</param>
    /// <param name="forcedEvictions">Event ids forgotten before their time.</param>
    public void Count(string entity, FoldTally tally, int forcedEvictions)
    {
        var tag = KeyValuePair.Create<string, object?>("entity", entity);
        Add(_applied, tally.Applied, tag);
        Add(_waiting, tally.Waiting, tag);
        Add(_waitingFailed, tally.WaitingFailures.Count, tag);
        Add(_forcedEvictions, forcedEvictions, tag);
        Add(_repeated, tally.RepeatsByPosition, tag, "by", "position");
        Add(_repeated, tally.RepeatsById, tag, "by", "id");
        Add(_parked, tally.Parked, tag);
        Add(_redriven, tally.Redriven, tag);
        Add(_dropped, tally.Dropped, tag);
        if (tally.Quarantined is { } failure)
        {
            Add(_quarantined, 1, tag, "error", failure.ErrorType);
        }

        AddEach(_ignored, tally.Ignored, tag, "reason");
        AddEach(_refused, tally.Refused, tag, "error");
    }

    private static void Add(Counter<long> counter, long count, KeyValuePair<string, object?> tag)
    {
        if (count > 0)
        {
            counter.Add(count, tag);
        }
    }

    private static void Add(Counter<long> counter, int count, KeyValuePair<string, object?> tag, string name, string value)
    {
        if (count > 0)
        {
            counter.Add(count, tag, KeyValuePair.Create<string, object?>(name, value));
        }
    }

    private static void AddEach(Counter<long> counter, List<string> values, KeyValuePair<string, object?> tag, string name)
    {
        foreach (var value in values)
        {
            counter.Add(1, tag, KeyValuePair.Create<string, object?>(name, value));
        }
    }
}
