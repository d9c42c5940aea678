namespace Benchmarks;

/// <summary>What a program said, and what it cost.</summary>
/// <param name="Count">How many it counted.</param>
/// <param name="Seconds">In which time.</param>
/// <param name="Used">Processor time from its start to its result.</param>
/// <param name="PeakMemory">What it held at most, in bytes.</param>
internal sealed record ProgramResult(long Count, double Seconds, ProcessorTimes Used, long PeakMemory)
{
    public double PerSecond => Count / Seconds;
}
