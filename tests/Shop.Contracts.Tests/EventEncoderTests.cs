using System.Text;
using System.Text.Json;
using CsCheck;
using Platform.Events;
using Shop.Events;
using Shop.Events.Orders;
using Shop.Events.Users;

namespace Shop.Contracts.Tests;

public sealed class EventEncoderTests
{
    private static readonly Event Sample = new()
    {
        Id = "e-1",
        Type = EventTypes.OrderCreated,
        Version = "1.0",
        Timestamp = new DateTimeOffset(2026, 5, 6, 9, 8, 9, 120, TimeSpan.FromHours(2)),
        CorrelationId = "c-ü",
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        Payload = new OrderCreated
        {
            OrderId = "o<1>",
            UserId = "ü-1",
            Amount = 1234567890123456.7890m,
            Items = [new OrderItem("s", 0.1m, 10.50m)],
            Status = "pending",
        },
    };

    [Fact]
    public void Encode_WhenOrderCreated_WritesTheEnvelope()
    {
        var value = Records.Encoder.Encode(Sample).Value;

        Assert.Equal(
            """{"eventId":"e-1","eventType":"order.created","eventVersion":"1.0","timestamp":"2026-05-06T07:08:09.12Z","correlationId":"c-ü","payload":{"orderId":"o<1>","userId":"ü-1","amount":1234567890123456.7890,"items":[{"sku":"s","quantity":0.1,"price":10.50}],"status":"pending"}}""",
            Encoding.UTF8.GetString(value));
    }

    [Fact]
    public void Encode_WhenTraced_SetsFourHeaders()
    {
        var headers = Records.Encoder.Encode(Sample).Headers;

        Assert.Equal(
            ["event-type=order.created", "event-version=1.0", "correlation-id=c-ü", "traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"],
            headers.Select(header => $"{header.Key}={Encoding.UTF8.GetString(header.Value!)}"));
    }

    [Fact]
    public void Encode_WhenNotTraced_SetsThreeHeaders()
    {
        var headers = Records.Encoder.Encode(Sample with { TraceParent = null, Version = "1.2" }).Headers;

        Assert.Equal(
            ["event-type=order.created", "event-version=1.2", "correlation-id=c-ü"],
            headers.Select(header => $"{header.Key}={Encoding.UTF8.GetString(header.Value!)}"));
    }

    [Fact]
    public void Encode_WhenDecoded_IsTheSameEvent() => RandomEvents.Any.Sample(
        sample =>
        {
            var encoded = Records.Encoder.Encode(sample);

            var decoded = Records.Decoder.Decode(RecordOf(sample, encoded));

            Assert.True(decoded.IsEvent, decoded.Error);
            Assert.Equal(Flat(sample), Flat(decoded.Event));
        },
        iter: 10_000);

    [Fact]
    public void Encode_WhenPayloadIsAnothers_Throws()
    {
        var wrong = Sample with { Payload = new UserUpdated { UserId = "1" } };

        Assert.Throws<ArgumentException>(() => Records.Encoder.Encode(wrong));
        Assert.Throws<ArgumentException>(() => Records.Encoder.Encode(Sample with { Type = "order.exploded" }));
    }

    [Fact]
    public void Encode_WhenOneEventFailed_WritesTheNextAsEver()
    {
        var before = Records.Encoder.Encode(Sample).Value;
        Assert.Throws<ArgumentException>(() => Records.Encoder.Encode(Sample with { Payload = ((OrderCreated)Sample.Payload) with { Items = null! } }));

        var after = Records.Encoder.Encode(Sample).Value;

        Assert.Equal(before, after);
    }

    [Fact]
    public void Encode_WhenATextHasHalfASurrogatePair_WritesTheReplacementCharacter()
    {
        var half = Sample with { Type = EventTypes.UserUpdated, Payload = new UserUpdated { UserId = "1", Name = "a\ud800" } };

        var value = Records.Encoder.Encode(half).Value;

        Assert.Contains("\"name\":\"a\ufffd\"", Encoding.UTF8.GetString(value).Replace("\\uFFFD", "\ufffd", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_WhenAnEventIsHuge_WritesThatAndTheNext()
    {
        var huge = Sample with { CorrelationId = new string('c', 1_000_000) };

        Assert.True(Records.Encoder.Encode(huge).Value.Length > 1_000_000);
        Assert.True(Records.Encoder.Encode(Sample).Value.Length < 1_000);
    }

    private static RecordData RecordOf(Event sample, EncodedEvent encoded) =>
        new(ShopEvents.Catalog.Find(sample.Type)!.Topic, Records.TopicId, 0, 0, Records.Timestamp, encoded.Value, encoded.Headers);

    // Records compare arrays by reference, and decimals without their scale.
    private static string Flat(Event sample) =>
        $"{sample with { Payload = null! }} {JsonSerializer.Serialize<object>(sample.Payload)}";
}
