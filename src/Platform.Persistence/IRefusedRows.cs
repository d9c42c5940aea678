namespace Platform.Persistence;

/// <summary>The refused records of a database. Reports what goes wrong as <see cref="IRowStore"/> does.</summary>
internal interface IRefusedRows
{
    /// <summary>Keeps a record, unless it is there.</summary>
    Task KeepRefusedAsync(RefusedRecord record);

    /// <summary>A group's refused records of a partition, by offset.</summary>
    Task<IReadOnlyList<RefusedRecord>> ReadRefusedAsync(string group, string topic, int partition, long fromOffset, int limit);
}
