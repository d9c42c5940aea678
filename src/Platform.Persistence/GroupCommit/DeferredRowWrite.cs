using Microsoft.Extensions.Logging;
using Platform.Persistence.Rows;

namespace Platform.Persistence.GroupCommit;

/// <summary>
/// A write whose row is made when the batch takes it. Used by one thread at a time: the queue's loop, then the batch it is in.
/// </summary>
internal sealed class DeferredRowWrite<T>(RowKey key, IDeferredWrite<T> write, RowWriteForm form, ILogger logger)
    : PendingRequest<RowWrite, WriteOutcome>(key)
{
    private RowWrite? _row;
    private string? _etag;
    private bool _hasEnded;

    /// <inheritdoc />
    public override RowWrite Request => _row ?? throw new InvalidOperationException($"The row of {Key} has not been taken yet.");

    /// <inheritdoc />
    public override bool IsCounted => false;

    /// <inheritdoc />
    public override bool TryTake()
    {
        try
        {
            var taken = write.Take();
            _etag = taken.ETag;
            _row = form.Put(Key, taken.State, taken.ETag, taken.Parking);
            return true;
        }
        // The state's owner hears of it; the others' writes go on.
        catch (Exception e)
        {
            Fail(e);
            return false;
        }
    }

    /// <inheritdoc />
    public override void Succeed(WriteOutcome result) => End(form.FailureOf(Request, _etag, result));

    /// <inheritdoc />
    public override void Fail(Exception exception) =>
        End(exception is AmbiguousCommitException unknown ? form.Unknown(Key, _etag, unknown) : exception);

    private void End(Exception? failure)
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        if (failure is null)
        {
            write.TellWritten(Etags.Format(Request.NewETag), Key, logger);
        }
        else
        {
            write.TellFailed(failure, Key, logger);
        }
    }
}
