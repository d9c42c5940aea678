using Npgsql;
using NpgsqlTypes;

namespace Platform.Persistence.Postgres;

/// <summary>Adds the columns of a statement about parked records, in the order in which the statement names them.</summary>
internal sealed class ParkedColumns<T>(NpgsqlParameterCollection parameters, T[] rows)
{
    public ParkedColumns<T> Column<TColumn>(Func<T, TColumn> valueOf, NpgsqlDbType type)
    {
        parameters.AddColumn<T, TColumn>(rows, valueOf, type);
        return this;
    }

    public ParkedColumns<T> Texts(Func<T, string?> valueOf) => Column(row => ParkedParameters.Storable(valueOf(row)), NpgsqlDbType.Text);

    public ParkedColumns<T> Numbers(Func<T, long> valueOf) => Column(valueOf, NpgsqlDbType.Bigint);

    public ParkedColumns<T> Times(Func<T, DateTimeOffset> valueOf) => Column(row => valueOf(row).UtcDateTime, NpgsqlDbType.TimestampTz);
}
