using Platform.Persistence.Rows;

namespace Platform.Persistence;

/// <summary>
/// The database behind a group-commit storage. Reads, writes and checks may come at the same time; of checks only one at a time,
/// of the others as many as it says, and then no key is in two writes, or two reads, at once. It reports what goes wrong in three ways, and the storage acts on the difference:
/// a <see cref="PersistenceException"/> that is transient (certainly nothing was written; the batch may be tried again),
/// an <see cref="AmbiguousCommitException"/> (it may have been written), and anything else (certainly nothing was written, and
/// the batch's content is the cause).
/// </summary>
internal interface IRowStore : IParkedRows, IOversizedRecordRows, IExpiringRows, IAsyncDisposable
{
    /// <summary>How many calls of <see cref="WriteAsync"/> it takes at once.</summary>
    int WritesAtOnceMax { get; }

    /// <summary>How many calls of <see cref="ReadAsync"/> it takes at once.</summary>
    int ReadsAtOnceMax { get; }

    /// <summary>Opens the database and brings its schema up to date. Safe while other processes do the same.</summary>
    Task OpenAsync();

    /// <summary>
    /// Applies the writes in one transaction; the outcomes have the order of the writes. A row that loses or is rejected
    /// doesn't fail the others, and nothing happens to its grain's parked records. No key occurs twice.
    /// </summary>
    Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<RowWrite> writes);

    /// <summary>Reads rows as of one moment, in the order of the keys; null where there is no row. No key occurs twice.</summary>
    Task<IReadOnlyList<StoredRow?>> ReadAsync(IReadOnlyList<RowKey> keys);

    /// <summary>Completes when the database has answered a read and has granted the right to write.</summary>
    Task CheckAsync();
}
