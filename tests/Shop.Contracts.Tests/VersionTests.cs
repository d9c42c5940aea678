using CsCheck;
using Platform.Events;
using Shop.Events;
using Shop.Events.Orders;

namespace Shop.Contracts.Tests;

/// <summary>Major versions: each is read as itself and lifted to the newest.</summary>
public sealed class VersionTests
{
    private const string V1 = """{"orderId":"o-1","userId":"u-1","amount":10.50,"items":[{"sku":"tea","quantity":2,"price":6.00}],"status":"confirmed","createdAt":"2026-03-04T05:06:07Z"}""";
    private const string V2 = """{"orderId":"o-1","userId":"u-1","items":[{"sku":"tea","quantity":2,"unitPrice":6.00}],"discount":1.50,"status":"confirmed","createdAt":"2026-03-04T05:06:07Z"}""";

    private static readonly DateTimeOffset CreatedAt = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Fact]
    public void OrderCreated_WhenOfVersion1_IsLiftedWithItsAmountAsTold()
    {
        var decoded = Records.Event(Envelope("1.4", V1));

        Assert.Equal("1.4", decoded.Version);
        AssertOrder(decoded, amount: 10.50m, discount: 0);
    }

    [Fact]
    public void OrderCreated_WhenOfVersion2_ComesToItsItemsLessTheDiscount()
    {
        var decoded = Records.Event(Envelope("2.1", V2));

        Assert.Equal("2.1", decoded.Version);
        AssertOrder(decoded, amount: 10.50m, discount: 1.50m);
    }

    [Theory]
    [InlineData("""{"eventVersion":"2.0","eventType":"order.created","payload":$}""")]
    [InlineData("""{"eventType":"order.created","payload":$,"eventVersion":"2.0"}""")]
    [InlineData("""{"payload":$,"eventVersion":2,"eventType":"order.created","eventId":"e"}""")]
    public void OrderCreated_WhereverItsVersionStands_IsReadAsThatVersion(string envelope)
    {
        var record = Records.Of(Topics.OrdersCreated, envelope.Replace("$", V2, StringComparison.Ordinal), (EventHeaders.EventVersion, "1.0"));

        AssertOrder(Records.Event(record), amount: 10.50m, discount: 1.50m);
    }

    [Fact]
    public void OrderCreated_WhenItsVersionStandsInTheHeaderOnly_IsReadAsThatVersion()
    {
        var envelope = Records.Of(Topics.OrdersCreated, $$"""{"eventType":"order.created","payload":{{V2}}}""", (EventHeaders.EventVersion, "2.0"));
        var bare = Records.Of(Topics.OrdersCreated, V2, (EventHeaders.EventType, "order.created"), (EventHeaders.EventVersion, "2.0"));

        AssertOrder(Records.Event(envelope), amount: 10.50m, discount: 1.50m);
        AssertOrder(Records.Event(bare), amount: 10.50m, discount: 1.50m);
    }

    [Fact]
    public void OrderCreated_OfVersion2WithoutTheOptionalFields_IsPendingWithoutDiscount()
    {
        var order = Records.Payload<OrderCreated>(Envelope("2.0", """{"orderId":1,"userId":2,"items":[]}"""));

        Assert.Equal(("1", 0m, 0m, "pending", null), (order.OrderId, order.Amount, order.Discount, order.Status, order.CreatedAt));
    }

    [Theory]
    [InlineData("2.0", V1, DecodeErrors.BadField)]
    [InlineData("1.0", V2, DecodeErrors.BadField)]
    [InlineData("2.0", """{"orderId":1,"userId":2,"amount":3}""", DecodeErrors.BadField)]
    [InlineData("2.0", """{"orderId":1,"userId":2,"amount":3,"items":[]}""", DecodeErrors.BadField)]
    [InlineData("2.0", """{"orderId":1,"userId":2,"discount":-1,"items":[]}""", DecodeErrors.BadAmount)]
    [InlineData("2.0", """{"orderId":1,"userId":2,"discount":0.0000000001,"items":[{"sku":1,"quantity":1,"unitPrice":9999999999999999999999999999}]}""", DecodeErrors.BadAmount)]
    [InlineData("2.0", """{"orderId":1,"userId":2,"discount":2,"items":[{"sku":1,"quantity":1,"unitPrice":1}]}""", DecodeErrors.BadAmount)]
    [InlineData("2.0", """{"orderId":1,"userId":2,"items":[{"sku":1,"quantity":1,"unitPrice":-1}]}""", DecodeErrors.BadAmount)]
    [InlineData("3.0", V2, DecodeErrors.UnknownVersion)]
    [InlineData("0.9", V1, DecodeErrors.UnknownVersion)]
    public void OrderCreated_WhenItsVersionIsNotWhatItSays_IsRefusedAndItsOrderNamed(string version, string payload, string errorType)
    {
        var record = Envelope(version, payload);

        Records.Rejected(record, errorType);

        var named = UnreadableEvents.Name(record, Records.Decoder.Decode(record));
        Assert.Equal((errorType, EventTypes.OrderCreated), (named!.ErrorType, named.Type));
    }

    [Fact]
    public void OrderCreated_WhateverVersionWroteIt_IsTheSameOrder() => Gen.Select(
        Gen.Select(Gen.Int[0, 1_000], Gen.Int[0, 100_000]).Array[0, 5],
        Gen.Int[0, 1_000]).Sample((lines, discountMax) =>
    {
        var total = lines.Sum(line => line.Item1 * line.Item2);
        var discount = Math.Min(discountMax, total);
        var amount = total - discount;
        var items = string.Join(',', lines.Select(line => $$"""{"sku":"s","quantity":{{line.Item1}},"$":{{line.Item2}}}"""));

        var first = Records.Payload<OrderCreated>(Envelope("1.0", $$"""{"orderId":"o","userId":"u","amount":{{amount}},"items":[{{items.Replace("$", "price", StringComparison.Ordinal)}}]}"""));
        var second = Records.Payload<OrderCreated>(Envelope("2.0", $$"""{"orderId":"o","userId":"u","discount":{{discount}},"items":[{{items.Replace("$", "unitPrice", StringComparison.Ordinal)}}]}"""));

        Assert.Equal(amount, first.Amount);
        Assert.Equal(amount, second.Amount);
        Assert.Equal(first.Items, second.Items);
        Assert.Equal(first with { Items = [], Discount = discount }, second with { Items = [] });
    });

    [Fact]
    public void Encode_WhenTheVersionIsNotOurs_Rejects()
    {
        var decoded = Records.Event(Envelope("2.0", V2));

        Assert.Throws<ArgumentException>(() => Records.Encoder.Encode(decoded));
        Assert.NotEmpty(Records.Encoder.Encode(decoded with { Version = "1.3" }).Value);
    }

    private static void AssertOrder(Event decoded, decimal amount, decimal discount)
    {
        var order = Assert.IsType<OrderCreated>(decoded.Payload);
        Assert.Equal(("o-1", "u-1", amount, discount, "confirmed", CreatedAt), (order.OrderId, order.UserId, order.Amount, order.Discount, order.Status, order.CreatedAt!.Value));
        Assert.Equal([new OrderItem("tea", 2, 6.00m)], order.Items);
        Assert.Equal(CreatedAt, decoded.Timestamp);
    }

    private static RecordData Envelope(string version, string payload) =>
        Records.Of(Topics.OrdersCreated, $$"""{"eventType":"order.created","eventVersion":"{{version}}","payload":{{payload}}}""");
}
