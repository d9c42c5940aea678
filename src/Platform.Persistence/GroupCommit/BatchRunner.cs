using Microsoft.Extensions.Logging;

namespace Platform.Persistence.GroupCommit;

/// <summary>
/// Passes a batch to the database and its results to the callers. What the database can't do for the moment is tried again, then
/// fails for all; a batch that it rejects for its content is halved until only the failing request fails. Thread-safe.
/// </summary>
internal sealed partial class BatchRunner<TRequest, TResult>(
    string provider,
    Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TResult>>> execute,
    TransientRetry retry,
    ILogger logger)
{
    /// <summary>Completes every request of the batch. Throws only when it is canceled.</summary>
    public Task RunAsync(IReadOnlyList<PendingRequest<TRequest, TResult>> batch, CancellationToken cancellationToken) =>
        RunAsync(batch.ToArray().AsMemory(), cancellationToken);

    private async Task RunAsync(ReadOnlyMemory<PendingRequest<TRequest, TResult>> batch, CancellationToken cancellationToken)
    {
        try
        {
            var requests = Array.ConvertAll(batch.ToArray(), static pending => pending.Request);
            var results = await retry.RunAsync(() => execute(requests), cancellationToken);
            Complete(batch.Span, results);
        }
        catch (AmbiguousCommitException e)
        {
            LogAmbiguous(e, provider, batch.Length);
            Fail(batch.Span, () => new AmbiguousCommitException(e.Message, e));
        }
        catch (PersistenceException e) when (e.IsTransient)
        {
            LogUnavailable(e, provider, batch.Length);
            Fail(batch.Span, () => new PersistenceException(e.Message, isTransient: true, e));
        }
        catch (Exception e) when (batch.Length > 1 && e is not OperationCanceledException)
        {
            LogIsolating(e, provider, batch.Length);
            var half = batch.Length / 2;
            await RunAsync(batch[..half], cancellationToken);
            await RunAsync(batch[half..], cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Fail(batch.Span, () => new PersistenceException($"Storage '{provider}': the database rejected the request: {e.Message}", isTransient: false, e));
        }
    }

    private static void Complete(ReadOnlySpan<PendingRequest<TRequest, TResult>> batch, IReadOnlyList<TResult> results)
    {
        for (var i = 0; i < batch.Length; i++)
        {
            batch[i].Succeed(results[i]);
        }
    }

    // One exception each: callers rethrow it on threads of their own, and that writes to its stack trace.
    private static void Fail(ReadOnlySpan<PendingRequest<TRequest, TResult>> batch, Func<Exception> exception)
    {
        foreach (var request in batch)
        {
            request.Fail(exception());
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Storage {Provider}: a commit of {Requests} rows ended unknown; their grains reload.")]
    private partial void LogAmbiguous(Exception exception, string provider, int requests);

    [LoggerMessage(Level = LogLevel.Error, Message = "Storage {Provider}: the database is not available for {Requests} requests.")]
    private partial void LogUnavailable(Exception exception, string provider, int requests);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Storage {Provider}: a batch of {Requests} requests was rejected for its content; it is halved to find the failing one.")]
    private partial void LogIsolating(Exception exception, string provider, int requests);
}
