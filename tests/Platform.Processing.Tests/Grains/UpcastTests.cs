using System.Text;
using Orleans.Streaming.Kafka;
using Platform.Events;
using Shop.Events.Orders;

namespace Platform.Processing.Tests;

/// <summary>A build that does not know a version, and the next one, which does.</summary>
[Collection(TestCollection.Name)]
public sealed class UpcastTests(TestCluster cluster)
{
    // As this build's, before version 2.0 was registered.
    private static readonly EventShape Yesterday = new(
        Topics.OrdersCreated, EventTypes.OrderCreated, typeof(OrderCreated), PayloadVersion.Newest(OrderCreatedV1Reader.Read));

    [Fact]
    public async Task Entity_WhenItsEventsAreOfAVersionThatThisBuildDoesNotKnow_IsRedrivenExactlyByOneThatDoes()
    {
        var entity = cluster.Entity("version-later-known");
        ReceivedEvent[] records =
        [
            Record(entity, 0, "a", "1.0", "\"amount\":5,\"items\":[]"),
            Record(entity, 1, "b", "2.0", "\"items\":[{\"sku\":\"s\",\"quantity\":2,\"unitPrice\":4.25}],\"discount\":0.50"),
            Record(entity, 2, "c", "1.0", "\"amount\":7.10,\"items\":[]"),
            Record(entity, 3, "d", "2.3", "\"items\":[{\"sku\":\"s\",\"quantity\":1,\"unitPrice\":3}]"),
        ];

        var outcome = await entity.Deliver(records);
        var stopped = await entity.Quarantine();
        await entity.Redrive();
        await entity.WhenLive();
        var again = await entity.Deliver(records);

        Assert.Equal([(1, "unknown-version"), (2, "entity-quarantined"), (3, "entity-quarantined")], outcome.Rejected.Select(rejected => (rejected.Index, rejected.ErrorType)));
        Assert.Equal(("unknown-version", 1L, 3L), (stopped!.ErrorType, stopped.Offset, stopped.Parked));
        Assert.Equal(["a 5 0", "b 8.00 0.50", "c 7.10 0", "d 3 0"], await entity.Log());
        Assert.Empty(again.Rejected);
        Assert.Empty(await entity.Parked());
    }

    [Fact]
    public async Task Entity_WhenItsEventIsOfAVersionThatNobodyKnows_StaysInQuarantineAfterARedrive()
    {
        var entity = cluster.Entity("version-unknown");
        await entity.Deliver(Record(entity, 0, "a", "3.0", "\"items\":[]"));

        await entity.Redrive();
        await entity.WhenRedriveEnds();

        Assert.Equal(("unknown-version", 1L), ((await entity.Quarantine())!.ErrorType, (await entity.Quarantine())!.Parked));
        Assert.Empty(await entity.Log());
    }

    private static ReceivedEvent Record(TestEntity entity, long offset, string name, string version, string fields)
    {
        var value = Encoding.UTF8.GetBytes(
            $$$"""{"eventId":"{{{entity.EventId(name)}}}","eventType":"order.created","eventVersion":"{{{version}}}","payload":{"orderId":"o","userId":"u",{{{fields}}}}}""");
        var data = new RecordData(Topics.OrdersCreated, Deliveries.TopicId, 0, offset, Deliveries.Start, value, []);
        var decoded = EventDecoder.DecodeAs(data, Yesterday);
        return new ReceivedEvent
        {
            Position = Deliveries.At(offset, Topics.OrdersCreated),
            Timestamp = Deliveries.Start,
            Value = decoded.IsEvent ? Lifted(decoded.Event) : UnreadableEvents.Name(data, decoded, EntityKind.Order)!,
            Raw = new RawRecord(value, []),
        };
    }

    // Yesterday's handlers saw yesterday's payload; the test's own see today's.
    private static Event Lifted(Event @event) => @event with { Payload = OrderCreatedUpcasts.FromV1((OrderCreatedV1)@event.Payload) };
}
