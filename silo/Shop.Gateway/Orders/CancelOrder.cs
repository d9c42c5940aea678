using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Hosting;
using Shop.Events.Orders;

namespace Shop.Gateway.Orders;

/// <summary>
/// <c>POST /orders/{id}/cancel</c>. Two cancellations may both be accepted while the first is on its way; the order takes one.
/// </summary>
internal static class CancelOrder
{
    /// <summary>The most characters a reason may have.</summary>
    public const int ReasonLengthMax = 1_000;

    private const string Cancelled = "cancelled";

    public static async Task<Results<Accepted<OrderAccepted>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        HttpContext context, GrainReads reads, EventPublisher publisher, IdempotentRequests requests, TimeProvider time, CancellationToken cancellationToken)
    {
        using var body = await BodyReader.ReadOptionalAsync(context.Request, cancellationToken);
        var errors = new FieldErrors();
        var orderId = PathId.Read(context, errors);
        var metadata = RequestMetadata.Read(context, errors);
        var reason = ReadReason(body, errors);
        if (errors.Any || orderId is null)
        {
            return Problems.Invalid(errors);
        }

        metadata.WriteTo(context.Response);
        var order = await reads.OrderAsync(orderId, cancellationToken);
        if (order is null || !(context.MayActFor(order.UserId, ShopScopes.ReadOrders) || context.HasScope(ShopScopes.WriteOrders)))
        {
            // Whether there is an order of another user's is not said either.
            return Problems.NotFound("Order", orderId);
        }

        if (!context.MayActFor(order.UserId, ShopScopes.WriteOrders))
        {
            return CallerExtensions.Forbidden($"To cancel an order of another user's takes the scope {ShopScopes.WriteOrders}.");
        }

        var key = OrderRequestIds.ToCancel(orderId, metadata.Actor ?? order.UserId, metadata);
        var accepted = await requests.RunAsync(key, body, () => order.Status == Cancelled ? Task.FromResult<OrderAccepted?>(null) : CancelAsync(), cancellationToken);
        return accepted is null ? OrderProblems.AlreadyCancelled(orderId) : TypedResults.Accepted(OrderLocation.Of(context.Request, orderId), accepted);

        async Task<OrderAccepted?> CancelAsync()
        {
            var cancelled = new OrderCancelled { OrderId = orderId, Reason = reason, CancelledAt = time.GetUtcNow() };
            return OrderAccepted.Of(orderId, await publisher.PublishAsync(cancelled, OrderRequestIds.EventId(key), metadata, cancellationToken));
        }
    }

    // A blank reason is none: forms send their empty fields along.
    private static string? ReadReason(JsonDocument? body, FieldErrors errors)
    {
        var reason = body is null ? null : new JsonFields(body.RootElement, "", errors).Text("reason", ReasonLengthMax);
        return string.IsNullOrWhiteSpace(reason) ? null : reason;
    }
}
