using System.Diagnostics;

namespace Platform.Processing.Tests;

/// <summary>A bounded wait for what happens outside the test.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Task True(Func<bool> condition, string awaited) => True(() => Task.FromResult(condition()), awaited);

    public static async Task True(Func<Task<bool>> condition, string awaited)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < Patience, $"Waited {Patience} for: {awaited}.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
