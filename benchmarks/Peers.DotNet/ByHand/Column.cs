using Npgsql;

namespace Peers.ByHand;

/// <summary>A column of many rows as one parameter.</summary>
internal static class Column
{
    public static NpgsqlParameter<T[]> Of<T>(IEnumerable<T> values) => new() { TypedValue = [.. values] };
}
