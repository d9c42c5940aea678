namespace Benchmarks;

/// <summary>What so many live orders cost.</summary>
/// <param name="Orders">How many are live.</param>
/// <param name="Payments">How many payments came then.</param>
/// <param name="PerSecond">Payments a second, their production included.</param>
/// <param name="Used">Processor time of the payments.</param>
/// <param name="Idle">What the silo held before them, in bytes.</param>
/// <param name="Peak">What it held at most, in bytes.</param>
/// <param name="Fault">What was not exact, or null.</param>
internal sealed record EntitiesFigures(int Orders, int Payments, double PerSecond, ProcessorTimes Used, long Idle, long Peak, string? Fault)
{
    /// <summary>Processor time of a payment, in µs.</summary>
    public double Each(Func<ProcessorTimes, TimeSpan> part) => part(Used).TotalMicroseconds / Payments;

    public override string ToString() => Fault is not null
        ? $"not exact: {Fault}"
        : $"{PerSecond:N0} payments/s, µs each: silo {Each(used => used.Job):N1}, broker {Each(used => used.Broker):N1}, PostgreSQL {Each(used => used.Postgres):N1}; {Idle >> 20:N0} MB before, {Peak >> 20:N0} MB at most";
}
