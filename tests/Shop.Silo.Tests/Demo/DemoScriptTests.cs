using Orleans.Streaming.Kafka;
using Platform.Events;
using Shop.Events.Orders;
using Shop.Silo.Demo;
using Platform.Hosting.Streams;

namespace Platform.Silo.Tests.Demo;

public sealed class DemoScriptTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Script_FromBeginningToEnd_FinishesEveryOrderOnce()
    {
        var events = Enumerable.Range(0, DemoScript.StepCount).SelectMany(step => DemoScript.At(step, Now)).Select(demo => demo.Event).ToArray();

        Assert.Equal(DemoScript.OrderCountMax, events.Count(e => e.Type == EventTypes.OrderCreated));
        Assert.Equal(DemoScript.OrderCountMax, events.Count(e => e.Type is EventTypes.PaymentProcessed or EventTypes.OrderCancelled));
        Assert.Equal(events.Length, events.Select(e => (e.Type, e.Id)).Distinct().Count());
        Assert.Empty(DemoScript.At(DemoScript.StepCount, Now));
    }

    [Fact]
    public void Payments_OfTheDemo_CoverTheirOrders()
    {
        var events = Enumerable.Range(0, 50).SelectMany(step => DemoScript.At(step, Now)).Select(demo => demo.Event.Payload).ToArray();
        var amounts = events.OfType<OrderCreated>().ToDictionary(order => order.OrderId, order => order.Amount);

        Assert.All(events.OfType<PaymentProcessed>(), payment => Assert.Equal(amounts[payment.OrderId], payment.Amount));
    }

    [Fact]
    public void Events_OfTheDemo_AreReadBackAsTheyWere()
    {
        foreach (var demo in Enumerable.Range(0, 20).SelectMany(step => DemoScript.At(step, Now)))
        {
            var message = EventMessage.Of(demo.Topic, demo.Key, demo.Event);

            var decoded = new EventRecordDecoder().Decode(new KafkaRecord
            {
                Position = new RecordPosition(demo.Topic, Guid.Empty, 0, 0, -1),
                Timestamp = Now,
                Key = message.Key,
                Value = message.Value,
                Headers = message.Headers,
            });

            Assert.Null(decoded.Error);
            Assert.Equal(demo.Event.Id, ((Event)decoded.Value!).Id);
        }
    }
}
