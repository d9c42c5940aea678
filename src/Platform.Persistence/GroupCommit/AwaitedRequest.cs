using Platform.Persistence.Rows;

namespace Platform.Persistence.GroupCommit;

/// <summary>
/// A request whose caller waits. Until the batch takes it, its caller may cancel it; after that its result counts. Thread-safe.
/// </summary>
internal sealed class AwaitedRequest<TRequest, TResult>(RowKey key, TRequest request) : PendingRequest<TRequest, TResult>(key)
{
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _claimed;

    /// <inheritdoc />
    public override TRequest Request { get; } = request;

    /// <inheritdoc />
    public override bool IsCounted => true;

    public Task<TResult> Completion => _completion.Task;

    /// <inheritdoc />
    public override bool TryTake() => Claim();

    public void Cancel(CancellationToken cancellationToken)
    {
        if (Claim())
        {
            _completion.SetCanceled(cancellationToken);
        }
    }

    /// <inheritdoc />
    public override void Succeed(TResult result) => _completion.TrySetResult(result);

    /// <inheritdoc />
    public override void Fail(Exception exception) => _completion.TrySetException(exception);

    private bool Claim() => Interlocked.Exchange(ref _claimed, 1) == 0;
}
