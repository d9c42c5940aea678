using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Platform.Processing;

/// <summary>What the entities count, by entity kind. Thread-safe.</summary>
internal sealed class ProcessingMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Platform.Processing";

    private readonly Meter _meter;
    private readonly ConcurrentDictionary<string, bool> _kinds = new(StringComparer.Ordinal);
    private readonly Counter<long> _applied;
    private readonly Counter<long> _repeated;
    private readonly Counter<long> _ignored;
    private readonly Counter<long> _deferred;
    private readonly Counter<long> _deferredFailed;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _forcedEvictions;
    private readonly Counter<long> _parked;
    private readonly Counter<long> _redriven;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _quarantined;
    private readonly Counter<long> _outputsRejected;
    private readonly Counter<long> _conflicts;

    /// <summary>Makes the instruments.</summary>
    /// <param name="factory">Makes the meter.</param>
    public ProcessingMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        var meter = _meter;
        _applied = meter.CreateCounter<long>("platform.events.applied", "{event}", "Events that changed their entity.");
        _repeated = meter.CreateCounter<long>("platform.events.repeated", "{event}", "Events recognised as duplicates, by position or id.");
        _ignored = meter.CreateCounter<long>("platform.events.ignored", "{event}", "New events that change nothing, by reason.");
        _deferred = meter.CreateCounter<long>("platform.events.waiting", "{event}", "Events that were deferred until another one comes.");
        _deferredFailed = meter.CreateCounter<long>("platform.events.waiting.failed", "{event}", "Attempts to apply a deferred event that failed; it stays deferred.");
        _rejected = meter.CreateCounter<long>("platform.events.refused", "{event}", "Events that were rejected and became dead letters, by kind of error.");
        _forcedEvictions = meter.CreateCounter<long>("platform.events.ids.evicted", "{id}", "Event ids forgotten before their time.");
        _parked = meter.CreateCounter<long>("platform.events.parked", "{event}", "Events parked with their quarantined entity.");
        _redriven = meter.CreateCounter<long>("platform.events.redriven", "{event}", "Parked events that were redriven.");
        _dropped = meter.CreateCounter<long>("platform.events.dropped", "{event}", "Parked events dropped by an operator.");
        _quarantined = meter.CreateCounter<long>("platform.entities.quarantined", "{entity}", "Entities put into quarantine, by kind of error; one whose redrive fails counts again.");
        _outputsRejected = meter.CreateCounter<long>("platform.outputs.refused", "{event}", "Outputs that Kafka will never take; they are kept with what was dropped.");
        _conflicts = meter.CreateCounter<long>("platform.entities.conflicts", "{write}", "Writes that were refused because another silo had changed the entity; its events are delivered again.");
    }

    /// <summary>Shows how many entities are in this silo's memory.</summary>
    /// <param name="count">Counts them.</param>
    public void ObserveEntities(Func<int> count) => _meter.CreateObservableGauge("platform.entities.in_memory", count, "{entity}", "Entities in this silo's memory, with an activation or without.");

    /// <summary>An activation begins: what is seldom counted of its kind is there from then on, at 0, so that its first time is an increase.</summary>
    /// <param name="entity">The kind of entity.</param>
    public void Begin(string entity)
    {
        if (_kinds.ContainsKey(entity) || !_kinds.TryAdd(entity, true))
        {
            return;
        }

        var tag = KeyValuePair.Create<string, object?>("entity", entity);
        foreach (var counter in (Counter<long>[])[_applied, _deferred, _deferredFailed, _forcedEvictions, _parked, _redriven, _dropped, _outputsRejected])
        {
            counter.Add(0, tag);
        }

        _repeated.Add(0, tag, KeyValuePair.Create<string, object?>("by", "position"));
        _repeated.Add(0, tag, KeyValuePair.Create<string, object?>("by", "id"));
        _ignored.Add(0, tag, KeyValuePair.Create<string, object?>("reason", ""));
        _quarantined.Add(0, tag, KeyValuePair.Create<string, object?>("error", ""));
        _rejected.Add(0, tag, KeyValuePair.Create<string, object?>("error", ""));
    }

    /// <summary>Counts rejected outputs.</summary>
    /// <param name="entity">The kind of entity.</param>
    /// <param name="count">How many.</param>
    public void CountRejectedOutputs(string entity, int count) => Add(_outputsRejected, count, KeyValuePair.Create<string, object?>("entity", entity));

    /// <summary>Counts a write that another silo was faster with.</summary>
    /// <param name="entity">The kind of entity.</param>
    public void CountConflict(string entity) => Add(_conflicts, 1, KeyValuePair.Create<string, object?>("entity", entity));

    /// <summary>Counts a batch that is durable.</summary>
    /// <param name="entity">The kind of entity.</param>
    /// <param name="tally">What became of its events.</param>
    /// <param name="forcedEvictions">Event ids forgotten before their time.</param>
    public void Count(string entity, FoldTally tally, int forcedEvictions)
    {
        var tag = KeyValuePair.Create<string, object?>("entity", entity);
        Add(_applied, tally.Applied, tag);
        Add(_deferred, tally.Deferred, tag);
        Add(_deferredFailed, tally.DeferredFailures.Count, tag);
        Add(_forcedEvictions, forcedEvictions, tag);
        Add(_repeated, tally.DuplicatesByPosition, tag, "by", "position");
        Add(_repeated, tally.DuplicatesById, tag, "by", "id");
        Add(_parked, tally.Parked, tag);
        Add(_redriven, tally.Redriven, tag);
        Add(_dropped, tally.Dropped, tag);
        if (tally.Quarantined is { } failure)
        {
            Add(_quarantined, 1, tag, "error", failure.ErrorType);
        }

        AddEach(_ignored, tally.Ignored, tag, "reason");
        AddEach(_rejected, tally.Rejected, tag, "error");
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

    private static void AddEach(Counter<long> counter, IReadOnlyList<string> values, KeyValuePair<string, object?> tag, string name)
    {
        foreach (var value in values)
        {
            counter.Add(1, tag, KeyValuePair.Create<string, object?>(name, value));
        }
    }
}
