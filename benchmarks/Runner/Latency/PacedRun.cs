using System.Diagnostics;

namespace Benchmarks;

/// <summary>A script's events at a rate, and when each was sent, accepted and its output seen. The producer and the reader are one thread each.</summary>
internal sealed class PacedRun(OrderScript script, int rate)
{
    private readonly long[][] _sent = [new long[script.Orders], new long[script.Orders], new long[script.Orders]];
    private readonly long[][] _accepted = [new long[script.Orders], new long[script.Orders], new long[script.Orders]];
    private readonly long[][] _seen = [new long[script.Orders], [], new long[script.Orders]];
    private readonly long _frequency = Stopwatch.Frequency;

    public OrderScript Script => script;

    /// <summary>Events a second.</summary>
    public int Rate => rate;

    /// <summary>When the first event was sent.</summary>
    public long Began { get; set; }

    /// <summary>How far the producer fell behind its rate at most.</summary>
    public TimeSpan LateMax { get; private set; }

    public void Sent(OrderEventKind kind, int order, TimeSpan late)
    {
        _sent[(int)kind][order] = Stopwatch.GetTimestamp();
        LateMax = late > LateMax ? late : LateMax;
    }

    /// <summary>The broker has stored it. Called by any thread.</summary>
    public void Accepted(OrderEventKind kind, int order) => _accepted[(int)kind][order] = Stopwatch.GetTimestamp();

    /// <summary>Whether it is one that was not seen before.</summary>
    public bool Seen(OrderEventKind kind, int order)
    {
        var isNew = _seen[(int)kind][order] == 0;
        if (isNew)
        {
            _seen[(int)kind][order] = Stopwatch.GetTimestamp();
        }

        return isNew;
    }

    /// <summary>From the sending of an event to the sight of its output, of the events sent in a part of the run.</summary>
    public LatencyFigures Figures(TimeSpan from, TimeSpan to) => Figures(from, to, _seen);

    /// <summary>From the sending of an event to its storage at the broker, of those that have an output and were sent in a part of the run.</summary>
    public LatencyFigures AcceptedFigures(TimeSpan from, TimeSpan to) => Figures(from, to, _accepted);

    private LatencyFigures Figures(TimeSpan from, TimeSpan to, long[][] until) =>
        LatencyFigures.Of(Latencies(OrderEventKind.Created, from, to, until).Concat(Latencies(OrderEventKind.Paid, from, to, until)));

    private IEnumerable<double> Latencies(OrderEventKind kind, TimeSpan from, TimeSpan to, long[][] until)
    {
        var sent = _sent[(int)kind];
        var ended = until[(int)kind];
        for (var order = 0; order < sent.Length; order++)
        {
            var after = Stopwatch.GetElapsedTime(Began, sent[order]);
            if (after >= from && after < to && ended[order] > 0)
            {
                yield return (ended[order] - sent[order]) * 1_000.0 / _frequency;
            }
        }
    }
}
