namespace Platform.Persistence.GroupCommit;

/// <summary>
/// A request that waits for its batch. Until the batch takes it, its caller may cancel it; after that its result counts.
/// Thread-safe.
/// </summary>
internal sealed class PendingRequest<TRequest, TResult>(TRequest request)
{
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _claimed;

    public TRequest Request { get; } = request;

    public Task<TResult> Completion => _completion.Task;

    /// <summary>True when the batch may have it; false when it was canceled while it waited.</summary>
    public bool TryTake() => Claim();

    public void Cancel(CancellationToken cancellationToken)
    {
        if (Claim())
        {
            _completion.SetCanceled(cancellationToken);
        }
    }

    public void Succeed(TResult result) => _completion.TrySetResult(result);

    public void Fail(Exception exception) => _completion.TrySetException(exception);

    private bool Claim() => Interlocked.Exchange(ref _claimed, 1) == 0;
}
