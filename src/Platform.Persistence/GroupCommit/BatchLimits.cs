namespace Platform.Persistence.GroupCommit;

/// <summary>What a <see cref="BatchQueue{TRequest, TResult}"/> may hold.</summary>
/// <param name="LengthMax">How many counted requests may wait; then the next one's caller waits.</param>
/// <param name="RowsMax">The most requests in a batch.</param>
/// <param name="BytesMax">The most payload bytes in a batch; a request that is larger goes alone. The last deferred one may exceed it.</param>
/// <param name="UnderWayMax">How many batches may be under way at once.</param>
internal sealed record BatchLimits(int LengthMax, int RowsMax, long BytesMax, int UnderWayMax);
