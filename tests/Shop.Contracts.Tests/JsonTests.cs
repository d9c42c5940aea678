using System.Text;
using Platform.Events;
using Shop.Events;
using Shop.Events.Orders;

namespace Shop.Contracts.Tests;

/// <summary>What is JSON, and what only looks like it.</summary>
public sealed class JsonTests
{
    private const string Good = """{"eventType":"order.cancelled","payload":{"orderId":"o-1"}}""";

    [Fact]
    public void Decode_WhenValueIsNull_Rejects() => Records.Rejected(Records.Of(Topics.OrdersCancelled, null), DecodeErrors.NullValue);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\uFEFF")]
    [InlineData("hello")]
    [InlineData("{")]
    [InlineData("[")]
    [InlineData("[1]]")]
    [InlineData("{'orderId':1}")]
    [InlineData("""{"orderId":1,}""")]
    [InlineData("""{"orderId":1}x""")]
    [InlineData("""{"orderId":1}{"orderId":2}""")]
    [InlineData("""{"orderId":1} // why""")]
    [InlineData("""{"orderId":NaN}""")]
    [InlineData("""{"orderId":01}""")]
    [InlineData("{\"orderId\":\"a\nb\"}")]
    [InlineData("""{"orderId":true,"broken}""")]
    [InlineData("""{"eventType":"order.cancelled","payload":{"orderId":"o-1"}}}""")]
    [InlineData("""{"eventType":"order.cancelled","payload":{"orderId":"o-1"}""")]
    [InlineData("""{"eventType":"order.cancelled","payload":{"orderId":["o-1"},"x":1}""")]
    public void Decode_WhenValueIsNotJson_Rejects(string text) =>
        Records.Rejected(Records.Bare(Topics.OrdersCancelled, text), DecodeErrors.InvalidJson);

    [Theory]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("\"text\"")]
    [InlineData("true")]
    [InlineData("""[{"orderId":1}]""")]
    public void Decode_WhenValueIsOtherJson_Rejects(string text) =>
        Records.Rejected(Records.Bare(Topics.OrdersCancelled, text), DecodeErrors.NotAnObject);

    [Theory]
    [InlineData(new byte[] { 0xC3, 0x28 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xFF })]
    public void Decode_WhenAnIgnoredFieldIsNotUtf8_Rejects(byte[] bytes)
    {
        byte[] value = [.. "{\"orderId\":1,\"ignored\":\""u8, .. bytes, .. "\"}"u8];

        Records.Rejected(Records.OfBytes(Topics.OrdersCancelled, value, (EventHeaders.EventType, "order.cancelled")), DecodeErrors.InvalidJson);
    }

    [Fact]
    public void Decode_WhenUtf16_Rejects() =>
        Records.Rejected(Records.OfBytes(Topics.OrdersCancelled, Encoding.Unicode.GetBytes(Good)), DecodeErrors.InvalidJson);

    [Fact]
    public void Decode_WhenNestedTooDeep_Rejects()
    {
        var deep = new string('[', 100_000) + new string(']', 100_000);

        Records.Rejected(Records.Bare(Topics.OrdersCancelled, $$$"""{"orderId":1,"deep":{{{deep}}}}"""), DecodeErrors.InvalidJson);
    }

    [Fact]
    public void Decode_WhenAnIgnoredTextIsHalfASurrogatePair_Ignores()
    {
        var record = Records.Bare(Topics.OrdersCancelled, """{"x":"\udc00","orderId":"o-1"}""");

        Assert.Equal("o-1", Records.Payload<OrderCancelled>(record).OrderId);
    }

    [Fact]
    public void Decode_WhenANameIsHalfASurrogatePair_RejectsAndNamesTheOrder()
    {
        var record = Records.Bare(Topics.OrdersCancelled, """{"\ud800":1,"orderI\ud800":1,"orderId":"o-1"}""");

        Records.Rejected(record, DecodeErrors.BadField);

        Assert.Equal("o-1", UnreadableEvents.Name(record, Records.Decoder.Decode(record))!.EntityId);
    }

    [Theory]
    [InlineData("""\ud800""")]
    [InlineData("""\ud800orderId""")]
    [InlineData("""\ud800rderId""")]
    [InlineData("""orderI\ud800""")]
    [InlineData("""payloa\ud800""")]
    [InlineData("""eventTyp\ud800""")]
    public void Name_WhenOtherNamesAreHalfSurrogates_NamesTheOrder(string name)
    {
        var record = Records.Bare(Topics.OrdersCreated, $$"""{"{{name}}":1,"orderId":"o-1","userId":"u","amount":"bad"}""");

        Assert.Equal("o-1", UnreadableEvents.Name(record, Records.Decoder.Decode(record))!.EntityId);
    }

    [Theory]
    [InlineData("""{"eventType":"order.cancelled","payload":{"orderId":"o-1","orderId":"o-2"}}""")]
    [InlineData("""{"eventType":"order.cancelled","payload":{"orderId":"o-1","order\u0049d":"o-1"}}""")]
    [InlineData("""{"eventType":"order.cancelled","payload":{"orderId":"o-1"},"payload":{"orderId":"o-2"}}""")]
    [InlineData("""{"eventType":"order.cancelled","payload":{"orderId":"o-1"},"eventId":"a","eventId":"b"}""")]
    [InlineData("""{"orderId":null,"orderId":"o-1"}""")]
    public void Decode_WhenAKnownFieldOccursTwice_Rejects(string json) =>
        Assert.Contains("occurs twice", Records.Rejected(Records.Bare(Topics.OrdersCancelled, json), DecodeErrors.BadField), StringComparison.Ordinal);

    [Fact]
    public void Decode_WhenAFieldOfOtherTypesOccursTwice_IgnoresIt()
    {
        var record = Records.Bare(Topics.OrdersCancelled, """{"orderId":"o-1","amount":1,"amount":2,"x":1,"x":2}""");

        Assert.Equal("o-1", Records.Payload<OrderCancelled>(record).OrderId);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"{}\"")]
    [InlineData("1")]
    public void Decode_WhenPayloadIsNoObject_Rejects(string json) =>
        Records.Rejected(Records.Of(Topics.OrdersCancelled, $$$"""{"eventType":"order.cancelled","payload":{{{json}}}}"""), DecodeErrors.BadField);

    [Fact]
    public void Decode_WhenThingsAreLong_KeepsTheErrorShort()
    {
        var record = Records.Of(Topics.OrdersCancelled, $$$"""{"eventType":"{{{new string('é', 100_000)}}}","payload":{}}""");

        var broken = Records.Bare(Topics.OrdersCancelled, $$"""{"orderId":t{{new string('x', 100_000)}} }""");

        Assert.InRange(Records.Rejected(record, DecodeErrors.UnknownType).Length, 1, 300);
        Assert.InRange(Records.Rejected(broken, DecodeErrors.InvalidJson).Length, 1, 300);
    }
}
