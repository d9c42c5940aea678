using System.Text;
using Microsoft.AspNetCore.Http;
using Platform.Events;
using Platform.Hosting;
using Shop.Events;
using Shop.Events.Orders;
using Shop.Gateway.Orders;

namespace Platform.Fuzz.Targets;

/// <summary>Bodies of <c>POST /orders</c>. What is accepted is an event that its consumer reads.</summary>
internal sealed class OrderBodyTarget : ITarget
{
    private static readonly EventDecoder Decoder = new(ShopEvents.Catalog);
    private static readonly EventEncoder Encoder = new(ShopEvents.Catalog);

    private static readonly byte[][] Samples =
    [
        .. new[]
        {
            """{"orderId":"o-1","userId":"u-1","items":[{"sku":"s","quantity":2,"price":1.25},{"productId":"p","quantity":"1","price":"3"}],"amount":5.5,"status":"pending"}""",
            """{"userId":7,"items":[]}""",
            """{"userId":"u-1","items":[{"sku":"s","quantity":79228162514264337593543950335,"price":9}]}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public string? Try(Input input)
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(input.Json(Samples));
        try
        {
            using var body = BodyReader.ReadAsync(context.Request, CancellationToken.None).GetAwaiter().GetResult();
            var errors = new FieldErrors();
            var order = NewOrder.Read(new JsonFields(body.RootElement, "", errors));
            return order is null
                ? errors.Any ? null : "An order is refused without a reason."
                : ReasonAgainst(order);
        }
        catch (BadHttpRequestException)
        {
            // An answer: 400, 413 or 415.
            return null;
        }
    }

    private static string? ReasonAgainst(NewOrder order)
    {
        var created = new OrderCreated { OrderId = order.OrderId ?? "o", UserId = order.UserId, Amount = order.Amount, Items = order.Items, Status = NewOrder.Pending };
        var written = Encoder.Encode(new Event { Id = "e", Type = EventTypes.OrderCreated, Version = "1.0", Timestamp = DateTimeOffset.UnixEpoch, CorrelationId = "c", Payload = created });
        var read = Decoder.Decode(new RecordData(Topics.OrdersCreated, Guid.Empty, 0, 0, DateTimeOffset.UnixEpoch, written.Value, written.Headers));
        return !read.IsEvent ? $"What the gateway accepts its consumer rejects: {read.Error}"
            : read.Event!.Payload is OrderCreated same && same.Amount == order.Amount && same.UserId == order.UserId && same.Items.AsSpan().SequenceEqual(order.Items) ? null
            : "The order is another one once it was read.";
    }
}
