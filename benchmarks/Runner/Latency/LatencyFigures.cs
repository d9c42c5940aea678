namespace Benchmarks;

/// <summary>How long outputs took, in ms.</summary>
/// <param name="Count">How many there were.</param>
/// <param name="P50">Half of them took no longer.</param>
/// <param name="P90">Nine of ten.</param>
/// <param name="P99">99 of 100.</param>
/// <param name="Max">The longest.</param>
internal sealed record LatencyFigures(int Count, double P50, double P90, double P99, double Max)
{
    /// <param name="milliseconds">At least one.</param>
    public static LatencyFigures Of(IEnumerable<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        return sorted.Length == 0
            ? new LatencyFigures(0, double.NaN, double.NaN, double.NaN, double.NaN)
            : new LatencyFigures(sorted.Length, At(0.5), At(0.9), At(0.99), sorted[^1]);

        double At(double part) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))];
    }

    public override string ToString() => $"p50 {P50:N1} ms, p90 {P90:N1}, p99 {P99:N1}, max {Max:N1}";
}
