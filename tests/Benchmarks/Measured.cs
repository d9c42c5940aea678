using System.Diagnostics;

namespace Orleans.Streaming.Kafka.Benchmarks;

/// <summary>What a run took: events a second by the clock, and processor time for each, which a busy machine changes less.</summary>
internal readonly record struct Measured(double PerSecond, double ProcessorMicroseconds)
{
    public static Measured Of(int records, TimeSpan elapsed, TimeSpan processorBefore) => new(
        records / elapsed.TotalSeconds,
        (Processor() - processorBefore).TotalMicroseconds / records);

    /// <summary>The processor time this process has used.</summary>
    public static TimeSpan Processor()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    public override string ToString() => $"{PerSecond:N0}/s ({ProcessorMicroseconds:F1} µs of processor each)";
}
