using System.Data.Common;

namespace Platform.Persistence.Rows;

/// <summary>Reads the columns for which the databases have different types. Pure.</summary>
internal interface IColumnFormat
{
    /// <summary>A topic's id.</summary>
    static abstract Guid Id(DbDataReader row, int column);

    /// <summary>A time, UTC.</summary>
    static abstract DateTimeOffset Time(DbDataReader row, int column);

    /// <summary>A record's key as text, or null.</summary>
    static abstract string? RecordKey(DbDataReader row, int column);
}
