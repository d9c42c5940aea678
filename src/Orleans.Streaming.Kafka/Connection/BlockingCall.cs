namespace Orleans.Streaming.Kafka;

/// <summary>
/// Runs what the native client offers as blocking calls only, each on a thread of its own: on the thread pool, while no broker answers,
/// a few of them would keep everybody's work from running. Thread-safe.
/// </summary>
internal static class BlockingCall
{
    /// <summary>Runs a call.</summary>
    /// <param name="name">The thread's name, for whoever looks at a process.</param>
    /// <param name="call">The call.</param>
    public static Task<T> RunAsync<T>(string name, Func<T> call)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Complete(completion, call)) { Name = name, IsBackground = true }.Start();
        return completion.Task;
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public static Task RunAsync(string name, Action call) => RunAsync(name, () =>
    {
        call();
        return true;
    });

    private static void Complete<T>(TaskCompletionSource<T> completion, Func<T> call)
    {
        try
        {
            completion.SetResult(call());
        }
        catch (Exception e)
        {
            // Whatever it is, it belongs to the one who made the call.
            completion.SetException(e);
        }
    }
}
