namespace Storage;

/// <summary>What a round took.</summary>
/// <param name="PerSecond">How many a second.</param>
/// <param name="ProcessorMicroseconds">This process's processor time of each: steadier on a busy machine.</param>
internal readonly record struct Measured(double PerSecond, double ProcessorMicroseconds)
{
    public static Measured Of(long count, TimeSpan elapsed, TimeSpan processor) => new(count / elapsed.TotalSeconds, processor.TotalMicroseconds / count);
}
