namespace Benchmarks;

/// <summary>Why there is no benchmark: what is missing, or what failed.</summary>
/// <param name="message">For whoever runs it.</param>
internal sealed class BenchmarkException(string message) : Exception(message);
