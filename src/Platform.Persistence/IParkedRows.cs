using Platform.Persistence.Rows;

namespace Platform.Persistence;

/// <summary>Queries of the parked records and quarantines of a database. Reports what goes wrong as <see cref="IRowStore"/> does.</summary>
internal interface IParkedRows
{
    /// <summary>A grain's records of one kind, by sequence.</summary>
    Task<IReadOnlyList<ParkedRecord>> ReadParkedAsync(RowKey key, ParkedKind kind, long fromSequence, int limit);

    /// <summary>A grain's parked and dropped records that came from a part of a partition, by offset.</summary>
    Task<IReadOnlyList<ParkedRecord>> FindParkedAsync(RowKey key, string topic, int partition, long fromOffset, long toOffset);

    /// <summary>A grain's quarantine, or null.</summary>
    Task<QuarantinedEntity?> FindQuarantinedAsync(RowKey key);

    /// <summary>A page of the quarantined entities, by kind and key.</summary>
    Task<IReadOnlyList<QuarantinedEntity>> ListQuarantinedAsync(QuarantineQuery query);
}
