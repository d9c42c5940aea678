namespace Orleans.Streaming.Kafka.Testing.Tests.Support;

internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Asks until the answer is right; a failure says what was awaited and what was there.</summary>
    public static async Task<T> IsAsync<T>(string awaited, Func<T> ask, Func<T, bool> isRight)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = ask();
            if (isRight(answer))
            {
                return answer;
            }

            if (TimeProvider.System.GetElapsedTime(began) > Limit)
            {
                Assert.Fail($"After {Limit} still waiting for {awaited}; there is: {answer}.");
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
