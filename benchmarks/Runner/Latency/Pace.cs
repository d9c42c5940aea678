namespace Benchmarks;

/// <summary>How fast a run of P3 sends, and how long.</summary>
/// <param name="Rate">Events a second.</param>
/// <param name="Cold">The first part.</param>
/// <param name="Warm">The rest.</param>
internal readonly record struct Pace(int Rate, TimeSpan Cold, TimeSpan Warm);
