using System.Text;
using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Processing.Tests.Plain;

/// <summary>States and payloads that are plain records: what is stored of them, and what goes out.</summary>
[Collection(TestCollection.Name)]
public sealed class PlainRecordTests(TestCluster cluster)
{
    [Fact]
    public async Task State_WhenAPlainRecord_SurvivesAReload()
    {
        var entity = cluster.PlainEntity("plain-state");
        await entity.Deliver(Record(entity, 0, "a"), Record(entity, 1, "ü"));

        await entity.Deactivate();
        await entity.Deliver(Record(entity, 2, "c"));

        Assert.Equal(["a", "ü", "c"], await entity.Log());
        Assert.Equal(2, cluster.Activations.BeganOf("plain-state"));
    }

    [Fact]
    public async Task DeferredEvent_WhenItsPayloadIsAPlainRecord_SurvivesAReload()
    {
        var entity = cluster.PlainEntity("plain-deferred");
        await entity.Deliver(Record(entity, 0, "w", "add-when-open"));

        await entity.Deactivate();
        await entity.Deliver(Record(entity, 1, "o", "open"));

        Assert.Equal(["o", "w"], await entity.Log());
    }

    [Fact]
    public async Task Output_WhenItsPayloadIsAPlainRecord_IsStoredAsTheRecordThatGoesOutAndHasTheSameBytesAgain()
    {
        var entity = cluster.PlainEntity("plain-output");
        var record = Record(entity, 0, "a", "publish");
        entity.FailNextPublish(PublishFault.After);

        await Assert.ThrowsAsync<IOException>(async () => await entity.Deliver(record));
        await entity.Deactivate();
        await entity.Deliver(record);

        var (first, second) = (Raw(entity.PublishedEvents[0]), Raw(entity.PublishedEvents[1]));
        Assert.Equal(2, entity.PublishedEvents.Length);
        Assert.Equal(first.Value, second.Value);
        Assert.Equal(Texts(first.Headers), Texts(second.Headers));
        Assert.Equal(
            $$$"""{"eventId":"{{{entity.PublishedEvents[0].Event.Id}}}","eventType":"plain.done","eventVersion":"1.0","timestamp":"2026-01-01T00:00:00Z","correlationId":"correlation of {{{entity.EventId("a")}}}","payload":{"name":"{{{entity.EventId("a")}}}","amount":1.50}}""",
            Encoding.UTF8.GetString(first.Value));
        Assert.Equal(("plain-done", entity.EventId("a"), "plain.done"), (entity.PublishedEvents[0].Topic, entity.PublishedEvents[0].Key, entity.PublishedEvents[0].Event.Type));
        Assert.Same(first.Value, TestEvents.Encoder.Encode(entity.PublishedEvents[0].Event).Value);
    }

    [Fact]
    public async Task RawOutput_WhenItsTopicIsNotDeclared_GoesOutWithItsIdInTheHeader()
    {
        var entity = cluster.PlainEntity("plain-raw");

        await entity.Deliver(Record(entity, 0, "a", "publish-raw"));

        var output = Assert.Single(entity.PublishedEvents);
        Assert.Equal("undeclared-topic", output.Topic);
        Assert.Equal([1, 2, 3], Raw(output).Value);
        Assert.Equal(["own=\u0004", $"event-id={output.Event.Id}"], Texts(Raw(output).Headers));
        Assert.Equal(EventIds.ForOutput(entity.EventId("a"), "plain.asked", "plain/plain-raw", 0), output.Event.Id);
    }

    [Fact]
    public async Task Output_WhenItsTypeIsNotDeclared_QuarantinesTheEntityAndSaysHowToDeclareIt()
    {
        var entity = cluster.PlainEntity("plain-undeclared");

        var outcome = await entity.Deliver(Record(entity, 0, "a"), Record(entity, 1, "b", "publish-undeclared"));

        Assert.Equal(["a"], await entity.Log());
        var rejected = Assert.Single(outcome.Rejected);
        Assert.Equal((1, "handler-failed"), (rejected.Index, rejected.ErrorType));
        Assert.Contains("UndeclaredDone is the payload of no declared event type. Right is events.Topic(\"…\").Carries<UndeclaredDone>(", rejected.Error, StringComparison.Ordinal);
        Assert.Equal(1L, (await entity.Quarantine())!.Parked);
    }

    private static ReceivedEvent Record(TestEntity entity, long offset, string name, string what = "add") => Deliveries.Record(
        Deliveries.Event(entity.EventId(name)) with { Type = "plain.asked", Payload = new PlainAsked(entity.EventId(name), what) },
        Deliveries.At(offset, entity.Topic));

    private static RawPayload Raw(OutgoingEvent output) => Assert.IsType<RawPayload>(output.Event.Payload);

    private static IEnumerable<string> Texts(KeyValuePair<string, byte[]?>[] headers) => headers.Select(header => $"{header.Key}={Encoding.UTF8.GetString(header.Value!)}");
}
