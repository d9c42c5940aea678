namespace Platform.Processing;

/// <summary>
/// The time one delivery may take. The grain answers before the caller's response timeout, because a call that timed out is
/// still running and nobody would know.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="limit">How long from now.</param>
internal readonly struct Deadline(TimeProvider time, TimeSpan limit)
{
    private static readonly TimeSpan HandlerGrace = TimeSpan.FromSeconds(1);

    private readonly long _start = time.GetTimestamp();

    /// <summary>What is left; zero once it has passed.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var remaining = limit - time.GetElapsedTime(_start);
            return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
        }
    }

    /// <summary>Waits for work until the deadline; the work itself goes on.</summary>
    /// <param name="work">The work.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="DeliveryPutOffException">The deadline passed first.</exception>
    public async Task WaitAsync(Task work, string what)
    {
        try
        {
            await work.WaitAsync(Remaining, time);
        }
        catch (TimeoutException timeout) when (!work.IsCompleted)
        {
            throw new DeliveryPutOffException($"Gave up {what} after {limit}.", timeout);
        }
    }

    /// <summary>
    /// Waits for a handler until the deadline, cancels it then, and gives it a moment to end by itself: one that does has
    /// told what kept it.
    /// </summary>
    /// <typeparam name="T">What it answers.</typeparam>
    /// <param name="work">The handler's work.</param>
    /// <param name="cancellation">Cancels it.</param>
    /// <exception cref="HandlerHangsException">It goes on regardless.</exception>
    public async Task<T> WaitForHandlerAsync<T>(Task<T> work, CancellationTokenSource cancellation)
    {
        try
        {
            return await work.WaitAsync(Remaining, time);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            // The wait may end a moment before the token does; what hangs must be told.
            await cancellation.CancelAsync();
        }

        try
        {
            return await work.WaitAsync(HandlerGrace, time);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            throw new HandlerHangsException(limit);
        }
    }

    /// <summary>A source that is cancelled at the deadline.</summary>
    public CancellationTokenSource ToCancellation() => new(Remaining, time);
}
