using System.Globalization;

namespace Benchmarks;

/// <summary>
/// Which orders there are and what becomes of them: created, confirmed, paid in full. All of it follows from the prefix and the numbers,
/// so that outputs and states can be checked without being remembered.
/// </summary>
/// <param name="Prefix">What the ids of these orders begin with.</param>
/// <param name="Orders">How many orders.</param>
/// <param name="Users">How many users they belong to.</param>
/// <param name="Live">How many orders there are between an order's creation and its update, and between that and its payment.</param>
internal sealed record OrderScript(string Prefix, int Orders, int Users, int Live = 2_000)
{
    public const int EventsPerOrder = 3;
    public const int OutputsPerOrder = 2;

    /// <summary>Events of another round are other events of the same orders.</summary>
    public int Round { get; init; }

    public long Events => (long)Orders * EventsPerOrder;

    public long Outputs => (long)Orders * OutputsPerOrder;

    public string OrderId(int order) => $"{Prefix}-{order}";

    public string UserId(int order) => $"user-{order * 31L % Users}";

    public static decimal Amount(int order) => 10 + order % 190 + (10 + order % 90) / 100m;

    /// <summary>Which order an id names, or -1 where it is none of these.</summary>
    public int IndexOf(ReadOnlySpan<char> orderId) =>
        orderId.Length > Prefix.Length + 1 && orderId.StartsWith(Prefix, StringComparison.Ordinal) && orderId[Prefix.Length] == '-'
        && int.TryParse(orderId[(Prefix.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var order) && order < Orders ? order : -1;

    /// <summary>All events, interleaved.</summary>
    public IEnumerable<(OrderEventKind Kind, int Order)> All()
    {
        for (var step = 0; step < Orders + 2 * Live; step++)
        {
            for (var kind = OrderEventKind.Created; kind <= OrderEventKind.Paid; kind++)
            {
                var order = step - (int)kind * Live;
                if (order >= 0 && order < Orders)
                {
                    yield return (kind, order);
                }
            }
        }
    }
}
