using Orleans.Storage;
using Platform.Persistence.Rows;

namespace Platform.Persistence.GroupCommit;

/// <summary>Turns changes of states into writes of rows, and how those ended into the exceptions of a storage. Thread-safe.</summary>
internal sealed class RowWriteForm(string provider, GroupCommitStorageOptions options, StatePayload payload, TimeProvider time)
{
    private readonly EtagSource _etags = new();

    /// <exception cref="PersistenceException">The state can't be serialized, or is too large.</exception>
    public RowWrite Put<T>(RowKey key, T state, string? etag, ParkingChange? parking) =>
        Create(key, RowChange.Put, etag, payload.Create(key, state), parking);

    public RowWrite Clear(RowKey key, string? etag) =>
        Create(key, options.DeleteStateOnClear ? RowChange.Delete : RowChange.Clear, etag, payload: null, parking: null);

    /// <summary>Null for a row that was written.</summary>
    public Exception? FailureOf(RowWrite write, string? etag, WriteOutcome outcome)
    {
        switch (outcome.Status)
        {
            case WriteStatus.Written:
                return null;
            case WriteStatus.Conflict:
                var stored = outcome.Stored is { } row ? Etags.Format(row.ETag) : null;
                return new InconsistentStateException(
                    $"Storage '{provider}': {write.Key} has ETag '{stored ?? "none"}', the writer expected '{etag ?? "none"}'.", stored, etag);
            case WriteStatus.NewerFormat:
                return payload.NewerFormat(write.Key, outcome.Stored!.Format);
            case WriteStatus.Rejected:
                return new PersistenceException(
                    $"Storage '{provider}': the database rejected {write.Key} for its content: {outcome.Cause!.Message}", isTransient: false, outcome.Cause);
            default:
                throw new InvalidOperationException($"A write can't end as {outcome.Status}.");
        }
    }

    /// <summary>What is stored now is unknown; as a conflict it makes Orleans drop the activation, and the next one reads it.</summary>
    public InconsistentStateException Unknown(RowKey key, string? etag, AmbiguousCommitException cause) =>
        new($"Storage '{provider}': whether {key} was written is unknown. {cause.Message}", storedEtag: null, etag, cause);

    private RowWrite Create(RowKey key, RowChange change, string? etag, byte[]? payload, ParkingChange? parking) =>
        new(key, change, Etags.Parse(etag), _etags.Next(), (byte)options.StateFormat, payload, time.GetUtcNow()) { Parking = parking };
}
