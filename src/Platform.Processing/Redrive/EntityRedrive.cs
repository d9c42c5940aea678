namespace Platform.Processing;

/// <summary>
/// Redrives an entity's parked records, step by step: a step is one write, and the next one begins when its outputs are
/// acknowledged. Runs as a timer of the grain, so deliveries and steps take turns. Owned by one activation and its scheduler.
/// </summary>
/// <param name="step">One step: true while there is more to do.</param>
/// <param name="register">Makes a timer of the grain.</param>
/// <param name="onFailure">Called with the failure of a step; the step is repeated.</param>
internal sealed class EntityRedrive(Func<Task<bool>> step, Func<Func<CancellationToken, Task>, IGrainTimer> register, Action<Exception> onFailure)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private IGrainTimer? _timer;
    private int _failures;

    /// <summary>Makes sure that the steps go on.</summary>
    public void Ensure() => _timer ??= register(_ => TickAsync());

    private async Task TickAsync()
    {
        var delay = TimeSpan.Zero;
        try
        {
            if (!await step())
            {
                _timer!.Dispose();
                _timer = null;
                return;
            }

            _failures = 0;
        }
        // The top of the loop: whatever a step threw, it is not done and is repeated until it is, or the activation ends.
        catch (Exception exception)
        {
            onFailure(exception);
            delay = TimeSpan.FromTicks(Math.Min(FirstDelay.Ticks << Math.Min(_failures++, 20), LongestDelay.Ticks));
        }

        _timer!.Change(delay, Timeout.InfiniteTimeSpan);
    }
}
