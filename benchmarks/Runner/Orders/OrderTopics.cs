namespace Benchmarks;

/// <summary>The topics of the order job.</summary>
internal static class OrderTopics
{
    public const string Created = "orders.created";
    public const string Updated = "orders.updated";
    public const string Paid = "payments.processed";
    public const string Activity = "users.order-activity";
    public const string Notifications = "notifications";

    public static readonly string[] Inputs = [Created, Updated, Paid];

    public static string Of(OrderEventKind kind) => Inputs[(int)kind];
}
