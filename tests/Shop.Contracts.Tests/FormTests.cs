using Platform.Events;
using Shop.Events;
using Shop.Events.Orders;

namespace Shop.Contracts.Tests;

/// <summary>Envelope or bare payload, and what the headers add.</summary>
public sealed class FormTests
{
    [Fact]
    public void Decode_WhenEnvelopeSaysAll_TakesAllFromIt()
    {
        var record = Records.Of(
            Topics.OrdersCancelled,
            """{"eventId":"e-1","eventType":"order.cancelled","eventVersion":"1.3","timestamp":"2026-05-06T07:08:09.123+02:00","correlationId":"c-1","payload":{"orderId":"o-1","reason":"late","cancelledAt":"2026-05-01T00:00:00Z"},"metadata":{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}}""");

        var decoded = Records.Event(record);

        Assert.Equal("e-1", decoded.Id);
        Assert.Equal("order.cancelled", decoded.Type);
        Assert.Equal("1.3", decoded.Version);
        Assert.Equal(new DateTimeOffset(2026, 5, 6, 5, 8, 9, 123, TimeSpan.Zero), decoded.Timestamp);
        Assert.Equal(TimeSpan.Zero, decoded.Timestamp.Offset);
        Assert.Equal("c-1", decoded.CorrelationId);
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", decoded.TraceParent);
        Assert.Equal(
            new OrderCancelled { OrderId = "o-1", Reason = "late", CancelledAt = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero) },
            decoded.Payload);
    }

    [Fact]
    public void Decode_WhenEnvelopeAndHeadersDiffer_TakesTheEnvelope()
    {
        var record = Records.Cancelled(
            """ "eventId":"of-envelope","eventVersion":"1.1","correlationId":"c-envelope","metadata":{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}, """,
            (EventHeaders.EventType, "payment.processed"),
            (EventHeaders.EventVersion, "9.0"),
            (EventHeaders.CorrelationId, "c-header"),
            (EventHeaders.EventId, "of-header"),
            (EventHeaders.TraceParent, "00-11111111111111111111111111111111-b7ad6b7169203331-01"));

        var decoded = Records.Event(record);

        Assert.Equal(
            ("of-envelope", "order.cancelled", "1.1", "c-envelope", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            (decoded.Id, decoded.Type, decoded.Version, decoded.CorrelationId, decoded.TraceParent));
    }

    [Fact]
    public void Decode_WhenEnvelopeSaysNothing_TakesTheHeaders()
    {
        var record = Records.Of(
            Topics.OrdersCancelled,
            """{"payload":{"orderId":"o-1"},"eventType":null,"eventId":"","eventVersion":null,"correlationId":" ","timestamp":null,"metadata":null}""",
            (EventHeaders.EventType, "order.cancelled"),
            (EventHeaders.EventVersion, "1.2"),
            (EventHeaders.CorrelationId, "c-header"),
            (EventHeaders.EventId, "of-header"),
            (EventHeaders.TraceParent, "00-11111111111111111111111111111111-b7ad6b7169203331-01"));

        var decoded = Records.Event(record);

        Assert.Equal(
            ("of-header", "1.2", "c-header", Records.Timestamp, "00-11111111111111111111111111111111-b7ad6b7169203331-01"),
            (decoded.Id, decoded.Version, decoded.CorrelationId, decoded.Timestamp, decoded.TraceParent));
    }

    [Theory]
    [InlineData("""{"eventType":"order.cancelled","payload":{"orderId":"o-1"}}""")]
    [InlineData("""{"payload":{"orderId":"o-1"},"eventType":"order.cancelled"}""")]
    [InlineData("""{"source":"shop","orderId":"not-this","payload":{"orderId":"o-1"},"eventType":"order.cancelled"}""")]
    [InlineData("""{"orderId":{"not":"this"},"eventType":"order.cancelled","payload":{"orderId":"o-1"}}""")]
    [InlineData("""{"\u0065ventType":"order\u002ecancelled","pa\u0079load":{"order\u0049d":"o\u002d1"}}""")]
    [InlineData("\uFEFF{\"eventType\":\"order.cancelled\",\"payload\":{\"orderId\":\"o-1\"}} \r\n")]
    public void Decode_WhenEnvelopeComesInAnyOrder_ReadsIt(string json)
    {
        var record = Records.Of(Topics.OrdersCancelled, json);

        var payload = Records.Payload<OrderCancelled>(record);

        Assert.Equal("o-1", payload.OrderId);
    }

    [Theory]
    [InlineData("""{"orderId":"o-1"}""")]
    [InlineData("""{"eventId":"no-envelope","eventVersion":"9.9","timestamp":"never","orderId":"o-1"}""")]
    [InlineData("""{"eventType":"payment.processed","orderId":"o-1"}""")]
    [InlineData("""{"payload":{"orderId":"o-2"},"orderId":"o-1"}""")]
    [InlineData("""{"orderId":"o-1","unknown":{"deep":[1,{"orderId":"o-3"}]},"UserId":1}""")]
    public void Decode_WhenNotBothEventTypeAndPayload_ReadsABarePayload(string json)
    {
        var record = Records.Of(
            Topics.OrdersCancelled,
            json,
            (EventHeaders.EventType, "order.cancelled"),
            (EventHeaders.EventVersion, "1.4"),
            (EventHeaders.CorrelationId, "c-1"),
            (EventHeaders.EventId, "e-1"));

        var decoded = Records.Event(record);

        Assert.Equal(("e-1", "1.4", "c-1", "o-1"), (decoded.Id, decoded.Version, decoded.CorrelationId, decoded.Payload is OrderCancelled cancelled ? cancelled.OrderId : ""));
    }

    [Fact]
    public void Decode_WhenAHeaderRepeats_TakesTheLast()
    {
        var record = Records.Of(
            Topics.OrdersCancelled,
            """{"orderId":"o-1"}""",
            (EventHeaders.EventType, "nonsense"),
            ("Event-Type", "nonsense"),
            (EventHeaders.EventType, "order.cancelled"));

        var decoded = Records.Event(record);

        Assert.Equal("order.cancelled", decoded.Type);
    }

    [Theory]
    [InlineData("""{"orderId":"o-1"}""", null)]
    [InlineData("""{"orderId":"o-1"}""", "")]
    [InlineData("""{"eventType":"order.cancelled","orderId":"o-1"}""", null)]
    [InlineData("""{"eventType":"","payload":{"orderId":"o-1"}}""", null)]
    [InlineData("{}", null)]
    public void Decode_WhenNothingSaysTheType_Rejects(string json, string? header)
    {
        var record = Records.Of(Topics.OrdersCancelled, json, (EventHeaders.EventType, header));

        Records.Rejected(record, DecodeErrors.NoType);
    }

    [Theory]
    [InlineData("order.exploded", DecodeErrors.UnknownType)]
    [InlineData("Order.Cancelled", DecodeErrors.UnknownType)]
    [InlineData("orders.cancelled", DecodeErrors.UnknownType)]
    [InlineData("payment.processed", DecodeErrors.WrongTopic)]
    public void Decode_WhenTypeIsNotTheTopics_RefusesBothForms(string type, string errorType)
    {
        var envelope = Records.Of(Topics.OrdersCancelled, $$$"""{"eventType":"{{{type}}}","payload":{"orderId":"o-1"}}""");
        var bare = Records.Of(Topics.OrdersCancelled, """{"orderId":"o-1"}""", (EventHeaders.EventType, type));

        Assert.Contains(type, Records.Rejected(envelope, errorType), StringComparison.Ordinal);
        Assert.Contains(type, Records.Rejected(bare, errorType), StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_WhenTopicHasNoType_Rejects() =>
        Records.Rejected(Records.Of("elsewhere", """{"eventType":"order.cancelled","payload":{"orderId":"o-1"}}"""), DecodeErrors.WrongTopic);

    [Theory]
    [InlineData("\"1.0\"", "1.0")]
    [InlineData("\"1\"", "1.0")]
    [InlineData("1", "1.0")]
    [InlineData("1.0", "1.0")]
    [InlineData("\"1.17\"", "1.17")]
    [InlineData("\"1.2.3\"", "1.2")]
    [InlineData("null", "1.0")]
    [InlineData("\"\"", "1.0")]
    public void Decode_WhenMajorVersionIsKnown_Reads(string json, string version)
    {
        var record = Records.Cancelled($""" "eventVersion":{json},"new":true, """);

        var decoded = Records.Event(record);

        Assert.Equal(version, decoded.Version);
    }

    [Theory]
    [InlineData("\"2.0\"", DecodeErrors.UnknownVersion)]
    [InlineData("\"0.9\"", DecodeErrors.UnknownVersion)]
    [InlineData("2", DecodeErrors.UnknownVersion)]
    [InlineData("\"v1\"", DecodeErrors.BadVersion)]
    [InlineData("\"1.\"", DecodeErrors.BadVersion)]
    [InlineData("\"-1.0\"", DecodeErrors.BadVersion)]
    [InlineData("\"1.0.0.0\"", DecodeErrors.BadVersion)]
    [InlineData("\"99999999999.0\"", DecodeErrors.BadVersion)]
    [InlineData("{}", DecodeErrors.BadField)]
    public void Decode_WhenVersionIsNotKnown_Rejects(string json, string errorType) =>
        Records.Rejected(Records.Cancelled($""" "eventVersion":{json}, """), errorType);

    [Fact]
    public void Decode_WhenANewMajorVersionHasOtherFields_NamesTheVersionAsTheReason()
    {
        var record = Records.Of(Topics.OrdersCancelled, """{"eventId":[],"payload":{"order":{"id":1}},"eventType":"order.cancelled","eventVersion":"2.0"}""");

        Records.Rejected(record, DecodeErrors.UnknownVersion);
    }

    [Fact]
    public void Decode_WhenVersionStandsInTheHeaderOnly_JudgesIt() =>
        Records.Rejected(Records.Cancelled("", (EventHeaders.EventVersion, "2.0")), DecodeErrors.UnknownVersion);

    [Theory]
    [InlineData("\"2026-01-01\"")]
    [InlineData("\"2026-01-01T00:00:00\"")]
    [InlineData("\"\"")]
    [InlineData("1767225600000")]
    [InlineData("{}")]
    public void Decode_WhenTimestampIsNoTime_Rejects(string json) =>
        Records.Rejected(Records.Cancelled($""" "timestamp":{json}, """), DecodeErrors.BadField);

    [Theory]
    [InlineData("garbage")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01")]
    public void Decode_WhenTraceParentIsNone_IgnoresIt(string traceParent)
    {
        var record = Records.Cancelled($$""" "metadata":{"traceparent":"{{traceParent}}"}, """, (EventHeaders.TraceParent, traceParent));

        var decoded = Records.Event(record);

        Assert.Null(decoded.TraceParent);
    }

    [Fact]
    public void Decode_WhenMetadataIsSomethingElse_IgnoresIt() =>
        Assert.Equal("order.cancelled", Records.Event(Records.Cancelled(""" "metadata":["x",{"traceparent":1}], """)).Type);

    [Fact]
    public void Decode_WhenNoTimestamp_TakesThePayloadsOwnTimeThenTheRecords()
    {
        var own = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

        Assert.Equal(own, TimeOf(Topics.OrdersCreated, """{"orderId":1,"userId":2,"amount":3,"createdAt":"2026-03-04T05:06:07Z"}"""));
        Assert.Equal(own, TimeOf(Topics.OrdersUpdated, """{"orderId":1,"updatedAt":"2026-03-04T05:06:07Z"}"""));
        Assert.Equal(own, TimeOf(Topics.OrdersCancelled, """{"orderId":1,"cancelledAt":"2026-03-04T05:06:07Z"}"""));
        Assert.Equal(own, TimeOf(Topics.PaymentsProcessed, """{"orderId":1,"paymentId":2,"amount":3,"processedAt":"2026-03-04T05:06:07Z"}"""));
        Assert.Equal(Records.Timestamp, TimeOf(Topics.OrdersCancelled, """{"orderId":1}"""));
        Assert.Equal(Records.Timestamp, TimeOf(Topics.UsersRegistered, """{"userId":1,"createdAt":"2026-03-04T05:06:07Z"}"""));
    }

    private static DateTimeOffset TimeOf(string topic, string json) => Records.Event(Records.Bare(topic, json)).Timestamp;
}
