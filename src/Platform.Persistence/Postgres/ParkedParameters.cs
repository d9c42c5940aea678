using System.Text;
using Npgsql;
using NpgsqlTypes;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Postgres;

/// <summary>Parameters of statements about one grain's parked records, by position.</summary>
internal static class ParkedParameters
{
    /// <summary>The condition that names the grain: $1 to $4.</summary>
    public const string IsGrain = "grain_key = $1 AND grain_type = $2 AND state_name = $3 AND service_id = $4";

    public static NpgsqlParameterCollection Grain(this NpgsqlParameterCollection parameters, string serviceId, RowKey key) => parameters
        .Bytes(IdSpan.UnsafeGetArray(key.GrainId.Key))
        .Text(key.GrainId.Type.ToString())
        .Text(key.StateName)
        .Text(serviceId);

    /// <summary>A text as it can be stored: without U+0000 and half a surrogate pair. What foreign data put there is shown as U+FFFD.</summary>
    public static string? Storable(string? value) => value is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value.Replace('\0', '\uFFFD')));

    public static NpgsqlParameterCollection Text(this NpgsqlParameterCollection parameters, string? value) => parameters.Typed(Storable(value), NpgsqlDbType.Text);

    public static NpgsqlParameterCollection Bytes(this NpgsqlParameterCollection parameters, byte[]? value) => parameters.Typed(value, NpgsqlDbType.Bytea);

    public static NpgsqlParameterCollection Number(this NpgsqlParameterCollection parameters, long value) => parameters.Typed(value, NpgsqlDbType.Bigint);

    public static NpgsqlParameterCollection Number(this NpgsqlParameterCollection parameters, int value) => parameters.Typed(value, NpgsqlDbType.Integer);

    public static NpgsqlParameterCollection Flag(this NpgsqlParameterCollection parameters, bool value) => parameters.Typed(value, NpgsqlDbType.Boolean);

    public static NpgsqlParameterCollection Id(this NpgsqlParameterCollection parameters, Guid value) => parameters.Typed(value, NpgsqlDbType.Uuid);

    public static NpgsqlParameterCollection Time(this NpgsqlParameterCollection parameters, DateTimeOffset? value) =>
        parameters.Typed(value?.UtcDateTime, NpgsqlDbType.TimestampTz);

    private static NpgsqlParameterCollection Typed(this NpgsqlParameterCollection parameters, object? value, NpgsqlDbType type)
    {
        parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return parameters;
    }
}
