namespace Benchmarks;

/// <summary>What one run of a job gave.</summary>
/// <param name="Times">When its outputs were seen.</param>
/// <param name="Outputs">How many there should be.</param>
/// <param name="Committed">When all its groups had committed all they read, as far as they say; else null.</param>
/// <param name="Used">Processor time until the last output.</param>
/// <param name="PeakMemory">What its process held at most, in bytes.</param>
/// <param name="Note">What is worth knowing, or null.</param>
/// <param name="Fault">What was not exact, or null.</param>
internal sealed record CatchUpFigures(OutputTimes Times, long Outputs, TimeSpan? Committed, ProcessorTimes Used, long PeakMemory, string? Note, string? Fault)
{
    private bool IsPartial => Times.Seen < Outputs;

    /// <summary>Events behind the outputs that were seen.</summary>
    public double Events => Times.Seen * (double)OrderScript.EventsPerOrder / OrderScript.OutputsPerOrder;

    /// <summary>Events a second from the start of the process.</summary>
    public double Overall => Events / Times.Last.TotalSeconds;

    /// <summary>Events a second from the tenth part on; of an interrupted run, from its first output on.</summary>
    public double Steady => IsPartial ? Events / (Times.Last - Times.First).TotalSeconds : 0.9 * Events / (Times.Last - Times.Tenth).TotalSeconds;

    /// <summary>Events a second from the start of the process until all was committed, or null.</summary>
    public double? UntilCommitted => Events / Committed?.TotalSeconds;

    /// <summary>Processor time of an event, in µs.</summary>
    public double Each(Func<ProcessorTimes, TimeSpan> part) => part(Used).TotalMicroseconds / Events;

    /// <summary>Which part of the machine others had.</summary>
    public double Others => Used.Others(Times.Last);

    public override string ToString() => Fault is not null
        ? $"not exact: {Fault}"
        : $"overall {Overall:N0}/s, steady {Steady:N0}/s, first output after {Times.First.TotalSeconds:N1} s, all after {Times.Last.TotalSeconds:N1} s, {(Committed is { } at ? $"committed after {at.TotalSeconds:N1} s" : "commits unknown")}; "
            + $"µs an event: job {Each(u => u.Job):N1}, broker {Each(u => u.Broker):N1}, PostgreSQL {Each(u => u.Postgres):N1}, reader {Each(u => u.Reader):N1}, others had {Others:P0} of the machine; "
            + $"peak {PeakMemory >> 20:N0} MB{(IsPartial ? $"; interrupted after {Times.Seen:N0} outputs" : "")}{(Note is null ? "" : $"; {Note}")}";
}
