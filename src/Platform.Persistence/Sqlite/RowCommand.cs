using Microsoft.Data.Sqlite;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Sqlite;

/// <summary>A statement about one row, compiled once and used again and again. Owned by its connection's thread.</summary>
internal sealed class RowCommand : IDisposable
{
    /// <summary>The condition that names the row, and the names of its parameters.</summary>
    public const string IsRow = "grain_key = $key AND grain_type = $type AND state_name = $state AND service_id = $service";

    private readonly SqliteCommand _command;
    private readonly SqliteParameter _key;
    private readonly SqliteParameter _type;
    private readonly SqliteParameter _state;

    public RowCommand(SqliteConnection connection, string serviceId, string sql)
    {
        _command = connection.Statement(sql);
        _key = Parameter("$key", SqliteType.Blob);
        _type = Parameter("$type", SqliteType.Text);
        _state = Parameter("$state", SqliteType.Text);
        Parameter("$service", SqliteType.Text).Value = serviceId;
    }

    public SqliteParameter Parameter(string name, SqliteType type) => _command.Parameters.Add(name, type);

    public void Bind(RowKey key)
    {
        _key.Value = IdSpan.UnsafeGetArray(key.GrainId.Key);
        _type.Value = key.GrainId.Type.ToString();
        _state.Value = key.StateName;
    }

    /// <summary>How many rows it changed.</summary>
    public int Execute() => _command.ExecuteNonQuery();

    public SqliteDataReader Query() => _command.ExecuteReader();

    public void Dispose() => _command.Dispose();
}
