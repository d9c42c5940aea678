using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tests.Shared;

/// <summary>Waits for the world, bounded; a failure says what was awaited and what was there.</summary>
internal static class Eventually
{
    private const int Seconds = 60;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until a condition holds.</summary>
    public static Task Async(Func<bool> condition, Func<string> found, int seconds = Seconds, [CallerArgumentExpression(nameof(condition))] string awaited = "") =>
        HoldsAsync(() => Task.FromResult(condition()), found, seconds, awaited);

    /// <summary>Waits until a condition holds.</summary>
    public static Task Async(Func<bool> condition, string awaited, Func<object?>? found = null) =>
        HoldsAsync(() => Task.FromResult(condition()), () => $"{found?.Invoke()}", Seconds, awaited);

    /// <summary>Waits until a condition holds.</summary>
    public static Task HoldsAsync(Func<Task<bool>> condition, string awaited) => HoldsAsync(condition, static () => "", Seconds, awaited);

    /// <summary>Waits until a condition holds.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, Func<string> found, int seconds = Seconds, [CallerArgumentExpression(nameof(condition))] string awaited = "")
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(clock.Elapsed.TotalSeconds < seconds, $"Waited {seconds} s for {awaited}; there was: {found()}");
            await Task.Delay(Step, TimeProvider.System);
        }
    }

    /// <summary>Reads a value until it is the one expected.</summary>
    public static async Task EqualAsync<T>(T expected, Func<Task<T>> read, int seconds = Seconds, [CallerArgumentExpression(nameof(read))] string awaited = "")
    {
        var found = default(T);
        await HoldsAsync(async () => Equals(expected, found = await read()), () => $"{found}", seconds, $"{awaited} to be {expected}");
    }

    /// <summary>Reads a value until it is right, and returns it.</summary>
    public static async Task<T> IsAsync<T>(string awaited, Func<T> read, Func<T, bool> isRight)
    {
        var found = read();
        await Async(() => isRight(found) || isRight(found = read()), awaited, () => found);
        return found;
    }
}
