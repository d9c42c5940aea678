namespace Platform.Persistence.Rows;

/// <summary>What became of one <see cref="RowWrite"/>.</summary>
internal readonly record struct WriteOutcome(WriteStatus Status, StoredRow? Stored = null, Exception? Cause = null)
{
    public static WriteOutcome Written => new(WriteStatus.Written);

    public static WriteOutcome Rejected(Exception cause) => new(WriteStatus.Rejected, Cause: cause);

    /// <summary>Why a write that changed no row lost: <paramref name="stored"/> is the row as it is now.</summary>
    public static WriteOutcome Lost(StoredRow? stored, byte knownFormat) =>
        new(stored?.Format > knownFormat ? WriteStatus.NewerFormat : WriteStatus.Conflict, stored);
}
