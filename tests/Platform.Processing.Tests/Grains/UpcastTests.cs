using System.Text;
using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Processing.Tests;

/// <summary>A build that does not know a version, and the next one, which does.</summary>
[Collection(TestCollection.Name)]
public sealed class UpcastTests(TestCluster cluster)
{
    // As this build's, before version 2.0 was declared.
    private static readonly EventCatalog Yesterday = EventCatalog.Of(events => events
        .Topic(TestEvents.ReadingTopic).Carries<TestReading>("test.reading", reading => reading.Meter, type => type
            .Version<TestReadingV1>(1, TestReadingUpcasts.FromV1)
            .WrittenAs("1.0")));

    [Fact]
    public async Task Entity_WhenItsEventsAreOfAVersionThatThisBuildDoesNotKnow_IsRedrivenExactlyByOneThatDoes()
    {
        var entity = cluster.Entity("version-later-known");
        ReceivedEvent[] records =
        [
            Record(entity, 0, "a", "1.0", "\"amount\":5"),
            Record(entity, 1, "b", "2.0", "\"parts\":[4.25,4.25],\"discount\":0.50"),
            Record(entity, 2, "c", "1.0", "\"amount\":7.10"),
            Record(entity, 3, "d", "2.3", "\"parts\":[3]"),
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
        await entity.Deliver(Record(entity, 0, "a", "3.0", "\"parts\":[]"));

        await entity.Redrive();
        await entity.WhenRedriveEnds();

        Assert.Equal(("unknown-version", 1L), ((await entity.Quarantine())!.ErrorType, (await entity.Quarantine())!.Parked));
        Assert.Empty(await entity.Log());
    }

    private static ReceivedEvent Record(TestEntity entity, long offset, string name, string version, string fields)
    {
        var value = Encoding.UTF8.GetBytes(
            $$$"""{"eventId":"{{{entity.EventId(name)}}}","eventType":"test.reading","eventVersion":"{{{version}}}","payload":{"meter":"m",{{{fields}}}}}""");
        var data = new RecordData(TestEvents.ReadingTopic, Deliveries.TopicId, 0, offset, Deliveries.Start, value, []);
        var decoded = new EventDecoder(Yesterday).Decode(data);
        return new ReceivedEvent
        {
            Position = Deliveries.At(offset, TestEvents.ReadingTopic),
            Timestamp = Deliveries.Start,
            Value = decoded.IsEvent ? decoded.Event : UnreadableEvents.Name(data, decoded)!,
            Raw = new RawRecord(value, []),
        };
    }
}
