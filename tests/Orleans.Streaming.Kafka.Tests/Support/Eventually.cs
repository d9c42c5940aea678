using System.Diagnostics;

namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>Waits for the world, bounded; a failure says what was awaited and what was there.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    public static async Task Async(Func<bool> condition, Func<string> found, int seconds = 60, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string awaited = "")
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed.TotalSeconds < seconds, $"Waited {seconds} s for {awaited}; there was: {found()}");
            await Task.Delay(Step, TimeProvider.System);
        }
    }
}
