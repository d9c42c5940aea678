namespace Benchmarks;

/// <summary>The three events of an order's life.</summary>
internal enum OrderEventKind
{
    Created,
    Updated,
    Paid,
}
