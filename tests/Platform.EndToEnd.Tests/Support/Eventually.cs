using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Platform.EndToEnd.Tests.Support;

/// <summary>Waits for the world, bounded; a failure says what was awaited and what was there.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    public static async Task HoldsAsync(Func<Task<bool>> condition, Func<string> found, int seconds = 60, [CallerArgumentExpression(nameof(condition))] string awaited = "")
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(clock.Elapsed.TotalSeconds < seconds, $"Waited {seconds} s for {awaited}; there was: {found()}");
            await Task.Delay(Step, TimeProvider.System);
        }
    }

    /// <summary>Asks until the answer is the one expected.</summary>
    public static async Task EqualAsync<T>(T expected, Func<Task<T>> ask, int seconds = 60, [CallerArgumentExpression(nameof(ask))] string awaited = "")
    {
        var clock = Stopwatch.StartNew();
        T found;
        while (!Equals(expected, found = await ask()))
        {
            Assert.True(clock.Elapsed.TotalSeconds < seconds, $"Waited {seconds} s for {awaited} to be {expected}; it is {found}");
            await Task.Delay(Step, TimeProvider.System);
        }
    }
}
