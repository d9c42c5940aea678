using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Hosting;

namespace Shop.Gateway.Orders;

/// <summary><c>GET /orders/{id}</c>.</summary>
internal static class GetOrder
{
    public static async Task<Results<Ok<OrderResponse>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        HttpContext context, GrainReads reads, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (PathId.Read(context, errors) is not { } orderId)
        {
            return Problems.Invalid(errors);
        }

        // Whether there is an order of another user's is not said either.
        return await reads.OrderAsync(orderId, cancellationToken) is { } order && context.MayActFor(order.UserId, ShopScopes.ReadOrders)
            ? TypedResults.Ok(OrderResponse.Of(order))
            : Problems.NotFound("Order", orderId);
    }
}
