namespace Benchmarks;

/// <summary>What one start took.</summary>
/// <param name="Ready">Until the silo said it is ready.</param>
/// <param name="First">Until its first output was seen.</param>
/// <param name="All">Until all outputs of what waited were.</param>
/// <param name="Fault">What was not exact, or null.</param>
internal sealed record StartTimes(TimeSpan Ready, TimeSpan First, TimeSpan All, string? Fault)
{
    public override string ToString() => Fault is not null
        ? $"not exact: {Fault}"
        : $"ready after {Ready.TotalSeconds:N1} s, first output after {First.TotalSeconds:N1} s, all after {All.TotalSeconds:N1} s";
}
