namespace Benchmarks;

/// <summary>What several runs gave.</summary>
/// <param name="Median">The median; of two, the lower one.</param>
/// <param name="Min">The least.</param>
/// <param name="Max">The most.</param>
internal readonly record struct Spread(double Median, double Min, double Max)
{
    /// <param name="values">At least one.</param>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new(sorted[(sorted.Length - 1) / 2], sorted[0], sorted[^1]);
    }

    /// <summary>The median, and the least and the most where they differ.</summary>
    /// <param name="format">Of each number.</param>
    public string Text(string format) => Min.Equals(Max) ? Median.ToString(format) : $"{Median.ToString(format)} ({Min.ToString(format)}–{Max.ToString(format)})";
}
