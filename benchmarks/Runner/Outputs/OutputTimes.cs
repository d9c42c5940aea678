namespace Benchmarks;

/// <summary>When a reader saw the outputs.</summary>
/// <param name="Seen">How many there were.</param>
/// <param name="First">When the first one was seen, from the start of the job's process.</param>
/// <param name="Tenth">When the tenth part was.</param>
/// <param name="Last">When the last one was.</param>
internal sealed record OutputTimes(long Seen, TimeSpan First, TimeSpan Tenth, TimeSpan Last);
