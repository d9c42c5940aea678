using Platform.Persistence.Rows;

namespace Platform.Persistence.GroupCommit;

/// <summary>A request about one row that waits for its batch, and hears how it ended.</summary>
internal abstract class PendingRequest<TRequest, TResult>(RowKey key)
{
    /// <summary>The row.</summary>
    public RowKey Key { get; } = key;

    /// <summary>What is requested; known once a batch has taken it.</summary>
    public abstract TRequest Request { get; }

    /// <summary>Whether it counts towards the queue's limit.</summary>
    public abstract bool IsCounted { get; }

    /// <summary>True when the batch may have it; false when it has ended already. Called once, by the queue's loop.</summary>
    public abstract bool TryTake();

    /// <summary>Ends it, if it has not ended yet.</summary>
    public abstract void Succeed(TResult result);

    /// <summary>Ends it, if it has not ended yet.</summary>
    public abstract void Fail(Exception exception);
}
