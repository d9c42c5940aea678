namespace Platform.Persistence.Rows;

/// <summary>One row's change in a batch.</summary>
/// <param name="Key">The row.</param>
/// <param name="Change">What happens to it.</param>
/// <param name="ExpectedETag">The ETag the row must have; null when there must be no row.</param>
/// <param name="NewETag">The row's ETag afterwards. Of no other write: not after a clear, not after a restored backup.</param>
/// <param name="Format">The payload's format, and the newest one this build may overwrite.</param>
/// <param name="Payload">The serialized state of a <see cref="RowChange.Put"/>.</param>
/// <param name="ModifiedAt">When, in UTC; for operators, decides nothing.</param>
internal sealed record RowWrite(
    RowKey Key,
    RowChange Change,
    Guid? ExpectedETag,
    Guid NewETag,
    byte Format,
    byte[]? Payload,
    DateTimeOffset ModifiedAt)
{
    /// <summary>What happens to the grain's parked records in the same transaction, or null for nothing.</summary>
    public ParkingChange? Parking { get; init; }
}
