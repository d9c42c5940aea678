namespace Platform.Processing;

/// <summary>
/// The time one delivery may take. The grain returns before the caller's response timeout, because a call that timed out
/// goes on running and the caller does not know.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="limit">How long from now.</param>
internal readonly struct Deadline(TimeProvider time, TimeSpan limit)
{
    private static readonly TimeSpan HandlerGrace = TimeSpan.FromSeconds(1);

    // A write that is given up costs the activation, so it gets a moment even where the handlers have used all the time.
    private static readonly TimeSpan WriteTimeMin = TimeSpan.FromSeconds(2);

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

    /// <summary>Whether no time is left.</summary>
    public bool HasPassed => Remaining == TimeSpan.Zero;

    /// <summary>Waits for work until the deadline; the work itself goes on.</summary>
    /// <typeparam name="T">Its result.</typeparam>
    /// <param name="work">The work.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="DeliveryDeferredException">The deadline passed first.</exception>
    public async Task<T> WaitAsync<T>(Task<T> work, string what)
    {
        await WaitAsync((Task)work, what);
        return await work;
    }

    /// <summary>Runs a query until the deadline; then it is cancelled and no longer waited for.</summary>
    /// <typeparam name="T">Its result.</typeparam>
    /// <param name="query">The query.</param>
    /// <param name="what">What is being done, for the message.</param>
    /// <exception cref="DeliveryDeferredException">The deadline passed first.</exception>
    public async Task<T> QueryAsync<T>(Func<CancellationToken, Task<T>> query, string what)
    {
        using var cancellation = new CancellationTokenSource();
        try
        {
            return await WaitAsync(query(cancellation.Token), what);
        }
        catch (DeliveryDeferredException)
        {
            await cancellation.CancelAsync();
            throw;
        }
    }

    /// <summary>Waits for a write until the deadline, or a moment where that is near; the write itself goes on.</summary>
    /// <param name="write">The write.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="DeliveryDeferredException">The time passed first.</exception>
    public Task WaitForWriteAsync(Task write, string what) => WaitAsync(write, what, Remaining > WriteTimeMin ? Remaining : WriteTimeMin);

    /// <summary>Waits for work until the deadline; the work itself goes on.</summary>
    /// <param name="work">The work.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="DeliveryDeferredException">The deadline passed first.</exception>
    public Task WaitAsync(Task work, string what) => WaitAsync(work, what, Remaining);

    private async Task WaitAsync(Task work, string what, TimeSpan patience)
    {
        try
        {
            await work.WaitAsync(patience, time);
        }
        catch (TimeoutException timeout) when (!work.IsCompleted)
        {
            throw new DeliveryDeferredException($"Gave up {what} after {limit}.", timeout);
        }
    }

    /// <summary>
    /// Waits for a handler until the deadline, then cancels it and gives it a moment to end by itself: its exception says what
    /// kept it. A handler that kept its thread until after the deadline hung, whatever it returns.
    /// </summary>
    /// <typeparam name="T">Its result.</typeparam>
    /// <param name="work">The handler's work.</param>
    /// <param name="cancellation">Cancels it.</param>
    /// <exception cref="HandlerHangsException">It goes on regardless.</exception>
    public async Task<T> WaitForHandlerAsync<T>(Task<T> work, CancellationTokenSource cancellation)
    {
        if (work.IsCompletedSuccessfully && HasPassed)
        {
            throw new HandlerHangsException(limit);
        }

        try
        {
            return await work.WaitAsync(Remaining, time);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            // The wait may end a moment before the token does; a handler that hangs must be cancelled.
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
