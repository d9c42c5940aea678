using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Platform.Persistence.Sqlite;

/// <summary>What SQLite's result codes mean for a batch (sqlite.org/rescode.html). Pure.</summary>
internal static class SqliteErrors
{
    /// <summary>The fault lies in a row: the same row will be rejected again.</summary>
    public static bool IsContent(int code) => code is SQLITE_CONSTRAINT or SQLITE_TOOBIG or SQLITE_MISMATCH or SQLITE_RANGE;

    /// <summary>Another connection is in the way; it will pass.</summary>
    public static bool IsBusy(int code) => code is SQLITE_BUSY or SQLITE_LOCKED or SQLITE_PROTOCOL;

    /// <summary>
    /// Whether a COMMIT that failed so has certainly stored nothing. A busy one never began and a full disk took no commit mark;
    /// after an I/O error the mark may be in the log all the same, for a recovery to find.
    /// </summary>
    public static bool IsCertainlyNotCommitted(int code) => IsContent(code) || IsBusy(code) || code is SQLITE_FULL;

    /// <summary>As the storage wants it: content is the row's fault, everything else the database's, for all of the batch.</summary>
    public static PersistenceException Translate(SqliteException exception, string doing, string path) =>
        new($"{doing} in the SQLite database '{path}' failed: {exception.Message}", !IsContent(exception.SqliteErrorCode), exception);
}
