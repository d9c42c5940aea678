using Microsoft.Data.Sqlite;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Sqlite;

/// <summary>Changes one row, if it is as the writer expects it. Owned by its connection's thread.</summary>
internal sealed class RowChangeCommand : IDisposable
{
    private const string Insert = """
        INSERT INTO grain_state (grain_key, grain_type, state_name, service_id, etag, format, modified_at, payload)
        VALUES ($key, $type, $state, $service, $etag, $format, $modified, $payload)
        ON CONFLICT DO NOTHING
        """;

    private const string Update = $"""
        UPDATE grain_state SET etag = $etag, format = $format, modified_at = $modified, payload = $payload
        WHERE {RowCommand.IsRow} AND etag = $expected AND format <= $format
        """;

    private const string Delete = $"DELETE FROM grain_state WHERE {RowCommand.IsRow} AND etag = $expected AND format <= $format";

    private readonly RowCommand _command;
    private readonly SqliteParameter _expected;
    private readonly SqliteParameter _etag;
    private readonly SqliteParameter _format;
    private readonly SqliteParameter _modified;
    private readonly SqliteParameter _payload;

    private RowChangeCommand(SqliteConnection connection, string serviceId, string sql)
    {
        _command = new RowCommand(connection, serviceId, sql);
        _expected = _command.Parameter("$expected", SqliteType.Blob);
        _etag = _command.Parameter("$etag", SqliteType.Blob);
        _format = _command.Parameter("$format", SqliteType.Integer);
        _modified = _command.Parameter("$modified", SqliteType.Integer);
        _payload = _command.Parameter("$payload", SqliteType.Blob);
    }

    public static RowChangeCommand ForInsert(SqliteConnection connection, string serviceId) => new(connection, serviceId, Insert);

    public static RowChangeCommand ForUpdate(SqliteConnection connection, string serviceId) => new(connection, serviceId, Update);

    public static RowChangeCommand ForDelete(SqliteConnection connection, string serviceId) => new(connection, serviceId, Delete);

    /// <summary>False when the row isn't as expected.</summary>
    public bool TryApply(RowWrite write)
    {
        _command.Bind(write.Key);
        _expected.Value = (object?)write.ExpectedETag?.ToByteArray() ?? DBNull.Value;
        _etag.Value = write.NewETag.ToByteArray();
        _format.Value = (long)write.Format;
        _modified.Value = write.ModifiedAt.ToUnixTimeMilliseconds();
        _payload.Value = (object?)write.Payload ?? DBNull.Value;
        return _command.Execute() == 1;
    }

    public void Dispose() => _command.Dispose();
}
