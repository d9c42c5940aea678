using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Hosting;
using Shop.Events.Orders;

namespace Shop.Gateway.Orders;

/// <summary><c>POST /orders</c>.</summary>
internal static class PlaceOrder
{
    public static async Task<Results<Accepted<OrderAccepted>, ValidationProblem>> HandleAsync(
        HttpContext context, EventPublisher publisher, TimeProvider time, CancellationToken cancellationToken)
    {
        using var body = await BodyReader.ReadAsync(context.Request, cancellationToken);
        var errors = new FieldErrors();
        var metadata = RequestMetadata.Read(context.Request.Headers, errors);
        if (NewOrder.Read(new JsonFields(body.RootElement, "", errors)) is not { } order)
        {
            return Problems.Invalid(errors);
        }

        metadata.WriteTo(context.Response);
        var created = ToEvent(order, OrderRequestIds.OrderId(order, metadata), time.GetUtcNow());
        var sent = await publisher.PublishAsync(created, OrderRequestIds.PlacedEventId(order, metadata), metadata, cancellationToken);
        return TypedResults.Accepted(OrderLocation.Of(context.Request, created.OrderId), OrderAccepted.Of(created.OrderId, sent));
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
