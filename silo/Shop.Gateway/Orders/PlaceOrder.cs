using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Hosting;
using Shop.Events.Orders;

namespace Shop.Gateway.Orders;

/// <summary><c>POST /orders</c>.</summary>
internal static class PlaceOrder
{
    public static async Task<Results<Accepted<OrderAccepted>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        HttpContext context, EventPublisher publisher, IdempotentRequests requests, TimeProvider time, CancellationToken cancellationToken)
    {
        using var body = await BodyReader.ReadAsync(context.Request, cancellationToken);
        var errors = new FieldErrors();
        var metadata = RequestMetadata.Read(context, errors);
        if (NewOrder.Read(new JsonFields(body.RootElement, "", errors)) is not { } order)
        {
            return Problems.Invalid(errors);
        }

        if (!context.MayActFor(order.UserId, ShopScopes.WriteOrders))
        {
            return CallerExtensions.Forbidden($"An order of another user's takes the scope {ShopScopes.WriteOrders}.");
        }

        // Whoever is first has an id: a user could take one that a service is about to use.
        if (order.OrderId is not null && !context.HasScope(ShopScopes.WriteOrders))
        {
            return CallerExtensions.Forbidden($"To choose orderId takes the scope {ShopScopes.WriteOrders}. Leave it out: it is generated.");
        }

        metadata.WriteTo(context.Response);
        var key = OrderRequestIds.ToPlace(metadata.Actor ?? order.UserId, metadata);
        var accepted = await requests.RunAsync(
            key,
            body,
            async () =>
            {
                var created = ToEvent(order, OrderRequestIds.OrderId(order, key), time.GetUtcNow());
                return OrderAccepted.Of(created.OrderId, await publisher.PublishAsync(created, OrderRequestIds.EventId(key), metadata, cancellationToken));
            },
            cancellationToken);
        return TypedResults.Accepted(OrderLocation.Of(context.Request, accepted!.OrderId), accepted);
    }

    private static OrderCreated ToEvent(NewOrder order, string orderId, DateTimeOffset now) => new()
    {
        OrderId = orderId,
        UserId = order.UserId,
        Amount = order.Amount,
        Items = order.Items,
        Status = NewOrder.Pending,
        CreatedAt = now,
    };
}
