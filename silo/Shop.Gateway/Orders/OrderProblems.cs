using Microsoft.AspNetCore.Http.HttpResults;

namespace Shop.Gateway.Orders;

/// <summary>Errors that only orders have.</summary>
internal static class OrderProblems
{
    /// <summary>409: the order is cancelled already.</summary>
    public static ProblemHttpResult AlreadyCancelled(string orderId) =>
        TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, title: "Order already cancelled", detail: $"Order '{orderId}' is cancelled already; nothing was changed.");
}
