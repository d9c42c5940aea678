namespace Peers.Orders;

/// <summary>What is kept of an order. One thread.</summary>
public sealed class Order
{
    private const int RecentCountMax = 64;

    public string? UserId { get; set; }

    public string? Status { get; set; }

    public decimal Amount { get; set; }

    public decimal Paid { get; set; }

    public long Events { get; set; }

    /// <summary>The ids of the last events, oldest first.</summary>
    public List<Guid> Recent { get; set; } = [];

    /// <summary>Applies an event; false when it was applied before.</summary>
    public bool Apply(OrderEvent e)
    {
        if (Recent.Contains(e.EventId))
        {
            return false;
        }

        Recent.Add(e.EventId);
        if (Recent.Count > RecentCountMax)
        {
            Recent.RemoveAt(0);
        }

        Events++;
        switch (e.EventType)
        {
            case "order.created":
                UserId = e.Payload.UserId;
                Amount = e.Payload.Amount ?? 0;
                Status ??= "created";
                break;
            case "order.updated":
                Status = e.Payload.Status;
                break;
            case "payment.processed":
                Paid += e.Payload.Amount ?? 0;
                Status = "paid";
                break;
            default:
                throw new InvalidOperationException($"Unknown event type {e.EventType}.");
        }

        return true;
    }
}
