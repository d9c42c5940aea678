using System.Text;
using Platform.Events.Orders;

namespace Platform.Events.Tests.Decoding;

/// <summary>What is JSON, and what only looks like it.</summary>
public sealed class JsonTests
{
    private const string Good = """{"eventType":"order.cancelled","payload":{"orderId":"o-1"}}""";

    [Fact]
    public void Decode_WhenValueIsNull_Refuses() => Records.Refused(Records.Of(Topics.OrdersCancelled, null), DecodeErrors.NullValue);

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
    public void Decode_WhenValueIsNotJson_Refuses(string text) =>
        Records.Refused(Records.Bare(Topics.OrdersCancelled, text), DecodeErrors.InvalidJson);

    [Theory]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("\"text\"")]
    [InlineData("true")]
    [InlineData("""[{"orderId":1}]""")]
    public void Decode_WhenValueIsOtherJson_Refuses(string text) =>
        Records.Refused(Records.Bare(Topics.OrdersCancelled, text), DecodeErrors.NotAnObject);

    [Theory]
    [InlineData(new byte[] { 0xC3, 0x28 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xFF })]
    public void Decode_WhenAnIgnoredFieldIsNotUtf8_Refuses(byte[] bytes)
    {
        byte[] value = [.. "{\"orderId\":1,\"ignored\":\""u8, .. bytes, .. "\"}"u8];

        Records.Refused(Records.OfBytes(Topics.OrdersCancelled, value, (EventHeaders.EventType, "order.cancelled")), DecodeErrors.InvalidJson);
    }

    [Fact]
    public void Decode_WhenUtf16_Refuses() =>
        Records.Refused(Records.OfBytes(Topics.OrdersCancelled, Encoding.Unicode.GetBytes(Good)), DecodeErrors.InvalidJson);

    [Fact]
    public void Decode_WhenNestedTooDeep_Refuses()
    {
        var deep = new string('[', 100_000) + new string(']', 100_000);

        Records.Refused(Records.Bare(Topics.OrdersCancelled, $$$"""{"orderId":1,"deep":{{{deep}}}}"""), DecodeErrors.InvalidJson);
    }

    [Fact]
    public void Decode_WhenIgnoredNamesAndTextsAreHalfSurrogates_Ignores()
    {
        var record = Records.Bare(Topics.OrdersCancelled, """{"\ud800":"\udc00","orderI\ud800":1,"orderId":"o-1"}""");

        Assert.Equal("o-1", Records.Payload<OrderCancelled>(record).OrderId);
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

        Assert.Equal("o-1", UnreadableEvents.Name(record, EventDecoder.Decode(record), EntityKind.Order)!.EntityId);
    }

    [Theory]
    [InlineData("""{"eventType":"order.cancelled","payload":{"orderId":"o-1","orderId":"o-2"}}""")]
    [InlineData("""{"eventType":"order.cancelled","payload":{"orderId":"o-1","order\u0049d":"o-1"}}""")]
    [InlineData("""{"eventType":"order.cancelled","payload":{"orderId":"o-1"},"payload":{"orderId":"o-2"}}""")]
    [InlineData("""{"eventType":"order.cancelled","payload":{"orderId":"o-1"},"eventId":"a","eventId":"b"}""")]
    [InlineData("""{"orderId":null,"orderId":"o-1"}""")]
    public void Decode_WhenAKnownFieldStandsTwice_Refuses(string json) =>
        Assert.Contains("stands twice", Records.Refused(Records.Bare(Topics.OrdersCancelled, json), DecodeErrors.BadField), StringComparison.Ordinal);

    [Fact]
    public void Decode_WhenAFieldOfOtherTypesStandsTwice_IgnoresIt()
    {
        var record = Records.Bare(Topics.OrdersCancelled, """{"orderId":"o-1","amount":1,"amount":2,"x":1,"x":2}""");

        Assert.Equal("o-1", Records.Payload<OrderCancelled>(record).OrderId);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"{}\"")]
    [InlineData("1")]
    public void Decode_WhenPayloadIsNoObject_Refuses(string json) =>
        Records.Refused(Records.Of(Topics.OrdersCancelled, $$$"""{"eventType":"order.cancelled","payload":{{{json}}}}"""), DecodeErrors.BadField);

    [Fact]
    public void Decode_WhenThingsAreLong_KeepsTheErrorShort()
    {
        var record = Records.Of(Topics.OrdersCancelled, $$$"""{"eventType":"{{{new string('é', 100_000)}}}","payload":{}}""");

        var broken = Records.Bare(Topics.OrdersCancelled, $$"""{"orderId":t{{new string('x', 100_000)}} }""");

        Assert.InRange(Records.Refused(record, DecodeErrors.UnknownType).Length, 1, 300);
        Assert.InRange(Records.Refused(broken, DecodeErrors.InvalidJson).Length, 1, 300);
    }
}
