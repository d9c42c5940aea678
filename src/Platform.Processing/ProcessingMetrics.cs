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
        _refused = meter.CreateCounter<long>("platform.events.refused", "{event}", "Events refused by their entity, by kind of error.");
        _forcedEvictions = meter.CreateCounter<long>("platform.events.ids.evicted", "{id}", "Event ids forgotten before their time.");
    }

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
        AddEach(_ignored, tally.Ignored, tag, "reason");
        AddEach(_refused, tally.Refused, tag, "error");
    }

    private static void Add(Counter<long> counter, int count, KeyValuePair<string, object?> tag)
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
