using System.Collections.Concurrent;

namespace Platform.Persistence.Sqlite;

/// <summary>
/// One thread that runs what it is given, in order. SQLite blocks while the disk works; here it blocks no thread of the pool,
/// and what lives on this thread needs no lock. Thread-safe.
/// </summary>
internal sealed class DedicatedThread : IDisposable
{
    private const int WaitingMax = 16;

    private readonly BlockingCollection<Action> _work = new(WaitingMax);

    public DedicatedThread(string name) => new Thread(Run) { Name = name, IsBackground = true }.Start();

    public Task<T> RunAsync<T>(Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() => Complete(completion, work));
        return completion.Task;
    }

    /// <summary>Ends the thread after what it was given already.</summary>
    public void Dispose() => _work.CompleteAdding();

    private static void Complete<T>(TaskCompletionSource<T> completion, Func<T> work)
    {
        try
        {
            completion.SetResult(work());
        }
        // Whatever it is, it belongs to the one who gave the work.
        catch (Exception e)
        {
            completion.SetException(e);
        }
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }

        _work.Dispose();
    }
}
