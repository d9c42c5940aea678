namespace Platform.Persistence;

/// <summary>The oversized records of a database. Reports what goes wrong as <see cref="IRowStore"/> does.</summary>
internal interface IOversizedRecordRows
{
    /// <summary>Keeps a record, unless it is there.</summary>
    Task KeepOversizedAsync(OversizedRecord record);

    /// <summary>A group's oversized records of a partition, by offset.</summary>
    Task<IReadOnlyList<OversizedRecord>> ReadOversizedAsync(string group, string topic, int partition, long fromOffset, int limit);
}
