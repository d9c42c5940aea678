using System.Diagnostics;

namespace Platform.Persistence.Tests.Support;

/// <summary>A bounded wait for the world.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task IsTrueAsync(Func<bool> condition, string awaited, Func<object>? found = null)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > Limit)
            {
                Assert.Fail($"Waited {Limit.TotalSeconds} s for: {awaited}. Found: {found?.Invoke()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
