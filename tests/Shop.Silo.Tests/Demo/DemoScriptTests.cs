using Platform.Events;
using Shop.Events;
using Shop.Events.Orders;
using Shop.Silo.Demo;

namespace Shop.Silo.Tests.Demo;

public sealed class DemoScriptTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Script_FromBeginningToEnd_FinishesEveryOrderOnce()
    {
        var events = Enumerable.Range(0, DemoScript.StepCount).SelectMany(step => DemoScript.At(step, Now)).ToArray();

        Assert.Equal(DemoScript.OrderCountMax, events.Count(e => e.Payload is OrderCreated));
        Assert.Equal(DemoScript.OrderCountMax, events.Count(e => e.Payload is PaymentProcessed or OrderCancelled));
        Assert.Equal(events.Length, events.Select(e => (e.Payload.GetType(), e.Id)).Distinct().Count());
        Assert.Empty(DemoScript.At(DemoScript.StepCount, Now));
    }

    [Fact]
    public void Payments_OfTheDemo_CoverTheirOrders()
    {
        var events = Enumerable.Range(0, 50).SelectMany(step => DemoScript.At(step, Now)).Select(demo => demo.Payload).ToArray();
        var amounts = events.OfType<OrderCreated>().ToDictionary(order => order.OrderId, order => order.Amount);

        Assert.All(events.OfType<PaymentProcessed>(), payment => Assert.Equal(amounts[payment.OrderId], payment.Amount));
    }

    [Fact]
    public void Events_OfTheDemo_AreReadBackAsTheyWere()
    {
        var (encoder, decoder) = (new EventEncoder(ShopEvents.Catalog), new EventDecoder(ShopEvents.Catalog));
        foreach (var demo in Enumerable.Range(0, 20).SelectMany(step => DemoScript.At(step, Now)))
        {
            var type = ShopEvents.Catalog.TypeOf(demo.Payload);
            var encoded = encoder.Encode(new Event { Id = demo.Id, Type = type.Name, Version = type.WrittenVersion, Timestamp = Now, CorrelationId = demo.Id, Payload = demo.Payload });

            var decoded = decoder.Decode(new RecordData(type.Topic, Guid.Empty, 0, 0, Now, encoded.Value, encoded.Headers));

            Assert.Null(decoded.Error);
            Assert.Equal(demo.Id, decoded.Event!.Id);
        }
    }
}
