using System.Data.Common;

namespace Platform.Persistence.Tests.Support;

/// <summary>An empty database of a test's own, which goes with the test.</summary>
public abstract class TestDatabase<TOptions> : IDisposable
    where TOptions : GroupCommitStorageOptions
{
    public void Execute(string sql)
    {
        using var connection = Connect();
        using var command = Command(connection, sql);
        command.ExecuteNonQuery();
    }

    public long Scalar(string sql)
    {
        using var connection = Connect();
        using var command = Command(connection, sql);
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public IReadOnlyList<string> Texts(string sql)
    {
        using var connection = Connect();
        using var command = Command(connection, sql);
        using var row = command.ExecuteReader();
        var texts = new List<string>();
        while (row.Read())
        {
            texts.Add(row.GetString(0));
        }

        return texts;
    }

    public abstract void Dispose();

    /// <summary>Options that name the database.</summary>
    internal abstract TOptions Options();

    /// <summary>The store under test.</summary>
    internal abstract IRowStore Store(string serviceId, TOptions options);

    /// <summary>An open connection of the test's own, next to the storage's.</summary>
    protected abstract DbConnection Connect();

    private static DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
