namespace Benchmarks;

/// <summary>What one run gave.</summary>
/// <param name="Ready">How long the job took to be ready.</param>
/// <param name="Cold">The first events after that.</param>
/// <param name="Warm">The others.</param>
/// <param name="Accepted">Of the latter: until the broker had stored the event itself. That the measurement is sound shows in this: it is small.</param>
/// <param name="Used">Processor time from then on.</param>
/// <param name="Others">Which part of the machine others had.</param>
/// <param name="Events">How many events there were.</param>
/// <param name="Late">How far the producer fell behind its rate at most.</param>
/// <param name="Fault">What was not exact, or null.</param>
internal sealed record LatencyResult(TimeSpan Ready, LatencyFigures Cold, LatencyFigures Warm, LatencyFigures Accepted, ProcessorTimes Used, double Others, long Events, TimeSpan Late, string? Fault)
{
    public override string ToString() => Fault is not null
        ? $"not exact: {Fault}; cold {Cold}; warm {Warm}"
        : $"ready after {Ready.TotalSeconds:N1} s; cold {Cold}; warm {Warm}; until accepted {Accepted}; µs an event: job {Used.Job.TotalMicroseconds / Events:N1}, broker {Used.Broker.TotalMicroseconds / Events:N1}, "
            + $"PostgreSQL {Used.Postgres.TotalMicroseconds / Events:N1}; others had {Others:P0} of the machine; producer late by {Late.TotalMilliseconds:N0} ms at most";
}
