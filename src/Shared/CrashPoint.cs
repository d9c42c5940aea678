using System.Diagnostics;

namespace CrashPoints;

/// <summary>
/// Named places where a process dies as by kill -9, for the tests of what survives. Calls exist in Debug builds alone;
/// there, <c>PLATFORM_CRASH_AT=name:n</c> ends the process at the n-th time the named place is passed. Thread-safe.
/// </summary>
internal static class CrashPoint
{
    private static readonly (string Name, int Pass)? Chosen = Parse(Environment.GetEnvironmentVariable("PLATFORM_CRASH_AT"));

    private static int _passes;

    /// <summary>Passes a place, or dies there.</summary>
    /// <param name="name">The place.</param>
    /// <param name="isThere">Whether this is the place after all.</param>
    [Conditional("CRASH_POINTS")]
    public static void Pass(string name, bool isThere = true)
    {
        if (isThere && Chosen is { } chosen && chosen.Name == name && Interlocked.Increment(ref _passes) == chosen.Pass)
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();
        }
    }

    private static (string Name, int Pass)? Parse(string? setting) => setting?.Split(':') switch
    {
        null => null,
        [var name, var pass] when int.TryParse(pass, out var number) && number > 0 => (name, number),
        _ => throw new InvalidOperationException($"PLATFORM_CRASH_AT is \"{setting}\"; right is name:n, such as after-write:3."),
    };
}
