using System.Text;
using Platform.Events;
using Shop.Events;
using Shop.Events.Orders;

namespace Shop.Contracts.Tests;

/// <summary>Event ids, correlation ids, entity ids.</summary>
public sealed class IdTests
{
    [Theory]
    [InlineData("")]
    [InlineData(""" "eventId":null, """)]
    [InlineData(""" "eventId":"  ", """)]
    [InlineData(""" "eventId":"00000000-0000-0000-0000-000000000000", """)]
    [InlineData(""" "eventId":"{00000000-0000-0000-0000-000000000000}", """)]
    [InlineData(""" "eventId":"00000000000000000000000000000000", """)]
    public void Decode_WhenNoEventId_DerivesItFromThePosition(string fields)
    {
        var record = Records.Cancelled(fields);

        var decoded = Records.Event(record);

        Assert.Equal(EventIds.ForRecord(record.Topic, record.TopicId, record.Partition, record.Offset), decoded.Id);
        Assert.Equal(decoded.Id, decoded.CorrelationId);
    }

    [Fact]
    public void Decode_WhenHeaderIdIsNil_DerivesTheId()
    {
        var record = Records.Cancelled("", (EventHeaders.EventId, Guid.Empty.ToString()), (EventHeaders.CorrelationId, Guid.Empty.ToString()));

        var decoded = Records.Event(record);

        Assert.Equal(EventIds.ForRecord(record.Topic, record.TopicId, record.Partition, record.Offset), decoded.Id);
        Assert.Equal(decoded.Id, decoded.CorrelationId);
    }

    [Theory]
    [InlineData("42", "42")]
    [InlineData("0", "0")]
    [InlineData("1.50", "1.50")]
    [InlineData("1E+2", "1E+2")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("\"x\\u0001é\"", "x\u0001é")]
    [InlineData("\" padded \"", " padded ")]
    public void Decode_WhenEventIdIsAnyTextOrNumber_TakesItAsWritten(string json, string id)
    {
        var record = Records.Cancelled($""" "eventId":{json},"correlationId":{json}, """);

        var decoded = Records.Event(record);

        Assert.Equal((id, id), (decoded.Id, decoded.CorrelationId));
    }

    [Fact]
    public void Decode_WhenEventIdHas200Characters_TakesItButNotMore()
    {
        var longest = new string('x', 200);

        Assert.Equal(longest, Records.Event(Records.Cancelled($""" "eventId":"{longest}", """)).Id);
        Assert.Equal(longest, Records.Event(Records.Cancelled("", (EventHeaders.EventId, longest))).Id);
        Records.Rejected(Records.Cancelled($""" "eventId":"{longest}x", """), DecodeErrors.BadId);
        Records.Rejected(Records.Cancelled($""" "correlationId":"{longest}x", """), DecodeErrors.BadId);
        Records.Rejected(Records.Cancelled("", (EventHeaders.EventId, longest + "x")), DecodeErrors.BadId);
        Records.Rejected(Records.Cancelled("", (EventHeaders.CorrelationId, longest + "x")), DecodeErrors.BadId);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[\"x\"]")]
    [InlineData("\"\\ud800\"")]
    public void Decode_WhenEventIdIsNeitherTextNorNumber_Rejects(string json) =>
        Records.Rejected(Records.Cancelled($""" "eventId":{json}, """), DecodeErrors.BadId);

    [Theory]
    [InlineData(EventHeaders.EventId, DecodeErrors.BadId)]
    [InlineData(EventHeaders.CorrelationId, DecodeErrors.BadId)]
    [InlineData(EventHeaders.EventVersion, DecodeErrors.BadVersion)]
    public void Decode_WhenAHeaderIsNotUtf8_Rejects(string name, string errorType)
    {
        var record = Records.Cancelled("") with { Headers = [KeyValuePair.Create<string, byte[]?>(name, [0xC3, 0x28])] };

        Records.Rejected(record, errorType);
    }

    [Theory]
    [InlineData("42", "42")]
    [InlineData("4.20", "4.20")]
    [InlineData("-1e9", "-1e9")]
    [InlineData("\"a b\"", "a b")]
    [InlineData("\"\\u00fc/\\ud83d\\ude00\"", "ü/😀")]
    public void Decode_WhenEntityIdIsTextOrNumber_TakesItAsWritten(string json, string id)
    {
        var record = Records.Bare(Topics.PaymentsProcessed, $$"""{"orderId":{{json}},"paymentId":{{json}},"amount":1}""");

        var payment = Records.Payload<PaymentProcessed>(record);

        Assert.Equal((id, id), (payment.OrderId, payment.PaymentId));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\" \\t \"")]
    [InlineData("\"a\\u0000b\"")]
    [InlineData("\"a\\u0085b\"")]
    [InlineData("\"a\\ndb\"")]
    [InlineData("\"\\udc00\"")]
    [InlineData("\"\\ud800x\"")]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("{\"id\":1}")]
    public void Decode_WhenEntityIdIsNone_Rejects(string json)
    {
        var record = Records.Bare(Topics.OrdersCancelled, $$"""{"orderId":{{json}}}""");

        Assert.StartsWith("orderId ", Records.Rejected(record, DecodeErrors.BadId), StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_WhenEntityIdHas512Bytes_TakesItButNotMore()
    {
        var longest = new string('é', 256);

        Assert.Equal(512, Encoding.UTF8.GetByteCount(longest));
        Assert.Equal(longest, Records.Payload<OrderCancelled>(Records.Bare(Topics.OrdersCancelled, $$"""{"orderId":"{{longest}}"}""")).OrderId);
        Records.Rejected(Records.Bare(Topics.OrdersCancelled, $$"""{"orderId":"{{longest}}x"}"""), DecodeErrors.BadId);
    }
}
