namespace Orleans.Streaming.Kafka;

/// <summary>
/// A request to read a partition from another offset. It waits until nothing below that offset is unfinished, so that what is committed for it never
/// passes a record that is. Thread-safe.
/// </summary>
/// <param name="offset">The offset.</param>
/// <param name="ended">Cancelled when the assignment is over.</param>
internal sealed class PartitionSeek(long offset, CancellationToken ended)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isTaken;

    public long Offset => offset;

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool IsCancelled => _done.Task.IsCanceled;

    /// <summary>Completes once the partition is read from the offset, which is committed by then.</summary>
    /// <exception cref="OperationCanceledException">The assignment ended before.</exception>
    /// <exception cref="KafkaStreamException">It could not be committed, or the client does not read from there.</exception>
    /// <exception cref="TimeoutException">What lies below was not finished in time; it is read on as before.</exception>
    public async Task WaitAsync(TimeSpan timeout, TimeProvider time)
    {
        try
        {
            await _done.Task.WaitAsync(timeout, time, ended);
        }
        catch (Exception e) when ((e is TimeoutException or OperationCanceledException) && !TryTake())
        {
            // It is being done at this very moment, which ends the assignment that it was requested of.
            await _done.Task;
        }
        catch (TimeoutException)
        {
            _done.TrySetCanceled(CancellationToken.None);
            throw;
        }
    }

    /// <summary>It is done now, unless nobody waits any more. Called by the consume thread.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    /// <summary>It is read from there. Called by the consume thread.</summary>
    public void Done() => _done.TrySetResult();

    /// <summary>It could not be done. Called by the consume thread.</summary>
    public void Failed(Exception error) =>
        _done.TrySetException(error as KafkaStreamException ?? new KafkaStreamException($"It can't be read from offset {offset} now: {error.Message}", isTransient: true, error));
}
