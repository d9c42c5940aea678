using Npgsql;
using NpgsqlTypes;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Postgres;

/// <summary>Turns rows into the arrays that a statement unnests: one parameter a column. Pure.</summary>
internal static class RowColumns
{
    /// <summary>$1 to $4: the service and the key's columns.</summary>
    public static void AddKeys(this NpgsqlParameterCollection parameters, string serviceId, ReadOnlySpan<RowKey> keys)
    {
        parameters.AddTyped(serviceId, NpgsqlDbType.Text);
        parameters.AddTyped(Column(keys, static key => IdSpan.UnsafeGetArray(key.GrainId.Key)), NpgsqlDbType.Bytea | NpgsqlDbType.Array);
        parameters.AddTyped(TypesOf(keys), NpgsqlDbType.Text | NpgsqlDbType.Array);
        parameters.AddTyped(Column(keys, static key => key.StateName), NpgsqlDbType.Text | NpgsqlDbType.Array);
    }

    /// <summary>$1 to $4, then the ETags the rows must have and the format they may have.</summary>
    public static void AddExpected(this NpgsqlParameterCollection parameters, string serviceId, ReadOnlySpan<RowWrite> writes)
    {
        parameters.AddKeys(serviceId, Column(writes, static write => write.Key));
        parameters.AddTyped(Column(writes, static write => write.ExpectedETag!.Value), NpgsqlDbType.Uuid | NpgsqlDbType.Array);
        parameters.AddTyped(Column(writes, static write => (short)write.Format), NpgsqlDbType.Smallint | NpgsqlDbType.Array);
    }

    /// <summary>$1 to $4, then the format the rows get.</summary>
    public static void AddNew(this NpgsqlParameterCollection parameters, string serviceId, ReadOnlySpan<RowWrite> writes)
    {
        parameters.AddKeys(serviceId, Column(writes, static write => write.Key));
        parameters.AddTyped(Column(writes, static write => (short)write.Format), NpgsqlDbType.Smallint | NpgsqlDbType.Array);
    }

    /// <summary>What the rows become.</summary>
    public static void AddValues(this NpgsqlParameterCollection parameters, ReadOnlySpan<RowWrite> writes)
    {
        parameters.AddTyped(Column(writes, static write => write.NewETag), NpgsqlDbType.Uuid | NpgsqlDbType.Array);
        parameters.AddTyped(Column(writes, static write => write.ModifiedAt.UtcDateTime), NpgsqlDbType.TimestampTz | NpgsqlDbType.Array);
        parameters.AddTyped(Column(writes, static write => write.Payload), NpgsqlDbType.Bytea | NpgsqlDbType.Array);
    }

    /// <summary>One column of any rows.</summary>
    public static void AddColumn<TRow, TColumn>(
        this NpgsqlParameterCollection parameters, ReadOnlySpan<TRow> rows, Func<TRow, TColumn> valueOf, NpgsqlDbType type) =>
        parameters.AddTyped(Column(rows, valueOf), type | NpgsqlDbType.Array);

    // Not "Add": of a string, the collection's own Add would make the parameter's name.
    private static void AddTyped<T>(this NpgsqlParameterCollection parameters, T value, NpgsqlDbType type) =>
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });

    // Most rows of a batch are of few types: a type like the one before is the same text.
    private static string[] TypesOf(ReadOnlySpan<RowKey> keys)
    {
        var types = new string[keys.Length];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = i > 0 && keys[i].GrainId.Type == keys[i - 1].GrainId.Type ? types[i - 1] : keys[i].GrainId.Type.ToString()!;
        }

        return types;
    }

    private static TColumn[] Column<TRow, TColumn>(ReadOnlySpan<TRow> rows, Func<TRow, TColumn> valueOf)
    {
        var column = new TColumn[rows.Length];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = valueOf(rows[i]);
        }

        return column;
    }
}
