namespace Peers.Orders;

/// <summary>The topics of the job.</summary>
internal static class OrderTopics
{
    public const string Output = "users.order-activity";

    public static readonly string[] Inputs = ["orders.created", "orders.updated", "payments.processed"];
}
