using Platform.Events;
using Shop.Events;
using Shop.Events.Notifications;
using Shop.Events.Orders;
using Shop.Events.Users;

namespace Shop.Contracts.Tests;

/// <summary>Each type's fields.</summary>
public sealed class PayloadTests
{
    [Fact]
    public void OrderCreated_WhenComplete_HasAllFields()
    {
        var record = Records.Bare(
            Topics.OrdersCreated,
            """{"orderId":"o-1","userId":7,"amount":"20.50","items":[{"sku":"a","productId":"ignored","quantity":2,"price":"10.25"},{"productId":9,"quantity":"0.5","price":0.01}],"status":"Confirmed","createdAt":"2026-01-01T00:00:00Z"}""");

        var order = Records.Payload<OrderCreated>(record);

        Assert.Equal(("o-1", "7", 20.50m, "confirmed"), (order.OrderId, order.UserId, order.Amount, order.Status));
        Assert.Equal([new OrderItem("a", 2, 10.25m), new OrderItem("9", 0.5m, 0.01m)], order.Items);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), order.CreatedAt);
    }

    [Fact]
    public void OrderCreated_WhenOnlyItemsAreThere_SumsThem()
    {
        var record = Records.Bare(Topics.OrdersCreated, """{"orderId":1,"userId":2,"items":[{"sku":"a","quantity":3,"price":0.1},{"sku":"b","quantity":1,"price":0.2}]}""");

        var order = Records.Payload<OrderCreated>(record);

        Assert.Equal((0.5m, "pending"), (order.Amount, order.Status));
        Assert.Null(order.CreatedAt);
    }

    [Fact]
    public void OrderCreated_WhenAmountIsGiven_KeepsIt()
    {
        var record = Records.Bare(Topics.OrdersCreated, """{"orderId":1,"userId":2,"amount":5,"items":[{"sku":"a","quantity":3,"price":0.1}]}""");

        Assert.Equal(5m, Records.Payload<OrderCreated>(record).Amount);
    }

    [Theory]
    [InlineData("""{"orderId":1,"userId":2,"amount":5}""", 5)]
    [InlineData("""{"orderId":1,"userId":2,"amount":5,"items":null}""", 5)]
    [InlineData("""{"orderId":1,"userId":2,"items":[]}""", 0)]
    public void OrderCreated_WhenThereAreNoItems_HasNone(string json, int amount)
    {
        var order = Records.Payload<OrderCreated>(Records.Bare(Topics.OrdersCreated, json));

        Assert.Empty(order.Items);
        Assert.Equal(amount, order.Amount);
    }

    [Theory]
    [InlineData("""{"orderId":1,"userId":2}""", DecodeErrors.BadField)]
    [InlineData("""{"orderId":1,"userId":2,"amount":null,"items":null}""", DecodeErrors.BadField)]
    [InlineData("""{"orderId":1,"amount":2}""", DecodeErrors.BadId)]
    [InlineData("""{"userId":1,"amount":2}""", DecodeErrors.BadId)]
    [InlineData("""{"orderId":1,"userId":2,"amount":1,"items":{}}""", DecodeErrors.BadField)]
    [InlineData("""{"orderId":1,"userId":2,"amount":1,"items":[1]}""", DecodeErrors.BadField)]
    [InlineData("""{"orderId":1,"userId":2,"amount":1,"items":[[{"sku":1}]]}""", DecodeErrors.BadField)]
    [InlineData("""{"orderId":1,"userId":2,"amount":1,"items":[{"quantity":1,"price":1}]}""", DecodeErrors.BadId)]
    [InlineData("""{"orderId":1,"userId":2,"amount":1,"items":[{"sku":"a","price":1}]}""", DecodeErrors.BadField)]
    [InlineData("""{"orderId":1,"userId":2,"amount":1,"items":[{"sku":"a","quantity":1}]}""", DecodeErrors.BadField)]
    [InlineData("""{"orderId":1,"userId":2,"amount":1,"items":[{"sku":"a","quantity":"x","price":1}]}""", DecodeErrors.BadAmount)]
    [InlineData("""{"orderId":1,"userId":2,"items":[{"sku":"a","quantity":0.000001,"price":0.000001}]}""", DecodeErrors.BadAmount)]
    [InlineData("""{"orderId":1,"userId":2,"items":[{"sku":"a","quantity":1e20,"price":1e20}]}""", DecodeErrors.BadAmount)]
    [InlineData("""{"orderId":1,"userId":2,"amount":true}""", DecodeErrors.BadAmount)]
    [InlineData("""{"orderId":1,"userId":2,"amount":"10,50"}""", DecodeErrors.BadAmount)]
    [InlineData("""{"orderId":1,"userId":2,"amount":0.00000000001}""", DecodeErrors.BadAmount)]
    [InlineData("""{"orderId":1,"userId":2,"amount":10000000000000000000000000000}""", DecodeErrors.BadAmount)]
    [InlineData("""{"orderId":1,"userId":2,"amount":1,"status":" "}""", DecodeErrors.BadField)]
    [InlineData("""{"orderId":1,"userId":2,"amount":1,"status":3}""", DecodeErrors.BadField)]
    [InlineData("""{"orderId":1,"userId":2,"amount":1,"createdAt":"yesterday"}""", DecodeErrors.BadField)]
    public void OrderCreated_WhenAFieldIsBad_IsRejected(string json, string errorType) =>
        Records.Rejected(Records.Bare(Topics.OrdersCreated, json), errorType);

    [Fact]
    public void Status_WhenLong_IsRefusedBeyond64Characters()
    {
        var longest = new string('S', 64);

        Assert.Equal(new string('s', 64), Records.Payload<OrderUpdated>(Records.Bare(Topics.OrdersUpdated, $$"""{"orderId":1,"status":"{{longest}}"}""")).Status);
        Records.Rejected(Records.Bare(Topics.OrdersUpdated, $$"""{"orderId":1,"status":"{{longest}}S"}"""), DecodeErrors.BadField);
    }

    [Fact]
    public void OrderUpdated_WhenFieldsAreAbsent_LeavesThemNull()
    {
        var update = Records.Payload<OrderUpdated>(Records.Bare(Topics.OrdersUpdated, """{"orderId":1,"status":null}"""));

        Assert.Equal(new OrderUpdated { OrderId = "1" }, update);
    }

    [Fact]
    public void OrderUpdated_WhenFieldsAreThere_HasThem()
    {
        var record = Records.Bare(Topics.OrdersUpdated, """{"orderId":1,"status":"SHIPPED","amount":1.5,"items":[],"updatedAt":"2026-01-01T01:00:00+01:00"}""");

        var update = Records.Payload<OrderUpdated>(record);

        Assert.Equal(("shipped", 1.5m, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), (update.Status, update.Amount, update.UpdatedAt));
        Assert.NotNull(update.Items);
        Assert.Empty(update.Items);
    }

    [Theory]
    [InlineData(Topics.OrdersCreated, """{"orderId":1,"userId":2,"amount":-1}""")]
    [InlineData(Topics.OrdersCreated, """{"orderId":1,"userId":2,"items":[{"sku":1,"quantity":-1,"price":1}]}""")]
    [InlineData(Topics.OrdersCreated, """{"orderId":1,"userId":2,"items":[{"sku":1,"quantity":1,"price":"-0.01"}]}""")]
    [InlineData(Topics.OrdersUpdated, """{"orderId":1,"amount":-0.01}""")]
    [InlineData(Topics.OrdersUpdated, """{"orderId":1,"items":[{"sku":1,"quantity":1,"price":-1}]}""")]
    public void Orders_WhenAnAmountIsNegative_AreRejectedAsByHttp(string topic, string json) =>
        Records.Rejected(Records.Bare(topic, json), DecodeErrors.BadAmount);

    [Fact]
    public void Encode_OfANegativeAmountTakenInBefore_WritesIt()
    {
        var update = new OrderUpdated { OrderId = "1", Amount = -1.5m, Items = [new OrderItem("a", 1, -2)] };

        var json = System.Text.Encoding.UTF8.GetString(Records.Encoder.Encode(new Event { Id = "e", Type = EventTypes.OrderUpdated, Version = "1.0", Timestamp = Records.Timestamp, CorrelationId = "c", Payload = update }).Value!);

        Assert.Contains("\"amount\":-1.5", json, StringComparison.Ordinal);
        Assert.Contains("\"price\":-2", json, StringComparison.Ordinal);
    }

    [Fact]
    public void PaymentProcessed_WhenARefund_IsRead()
    {
        var payment = Records.Payload<PaymentProcessed>(Records.Bare(Topics.PaymentsProcessed, """{"paymentId":1,"orderId":2,"amount":-19.990}"""));

        Assert.Equal(("1", "2", "-19.990"), (payment.PaymentId, payment.OrderId, payment.Amount.ToString()));
    }

    [Theory]
    [InlineData("""{"orderId":2,"amount":1}""", DecodeErrors.BadId)]
    [InlineData("""{"paymentId":2,"amount":1}""", DecodeErrors.BadId)]
    [InlineData("""{"paymentId":1,"orderId":2}""", DecodeErrors.BadField)]
    public void PaymentProcessed_WhenAFieldIsMissing_IsRejected(string json, string errorType) =>
        Records.Rejected(Records.Bare(Topics.PaymentsProcessed, json), errorType);

    [Fact]
    public void UserEvents_WhenComplete_HaveAllFields()
    {
        const string Json = """{"userId":1,"email":"a@b.example","name":"Zo\u00eb","country":"NL"}""";

        Assert.Equal(new UserRegistered { UserId = "1", Email = "a@b.example", Name = "Zoë" }, Records.Payload<UserRegistered>(Records.Bare(Topics.UsersRegistered, Json)));
        Assert.Equal(new UserUpdated { UserId = "1", Email = "a@b.example", Name = "Zoë" }, Records.Payload<UserUpdated>(Records.Bare(Topics.UsersUpdated, Json)));
        Assert.Equal(new UserUpdated { UserId = "1" }, Records.Payload<UserUpdated>(Records.Bare(Topics.UsersUpdated, """{"userId":1}""")));
    }

    [Theory]
    [InlineData("""{"email":"a@b.example"}""", DecodeErrors.BadId)]
    [InlineData("""{"userId":1,"name":42}""", DecodeErrors.BadField)]
    [InlineData("""{"userId":1,"name":"\ud800"}""", DecodeErrors.BadField)]
    public void UserRegistered_WhenAFieldIsBad_IsRejected(string json, string errorType) =>
        Records.Rejected(Records.Bare(Topics.UsersRegistered, json), errorType);

    [Theory]
    [InlineData("created", OrderActivityKind.Created)]
    [InlineData("paid", OrderActivityKind.Paid)]
    [InlineData("cancelled", OrderActivityKind.Cancelled)]
    public void UserOrderActivity_WhenComplete_HasAllFields(string what, OrderActivityKind kind)
    {
        var activity = Records.Payload<UserOrderActivity>(Records.Bare(Topics.UsersOrderActivity, $$"""{"orderId":1,"userId":2,"what":"{{what}}","amount":3.5}"""));

        Assert.Equal(new UserOrderActivity { OrderId = "1", UserId = "2", What = kind, Amount = 3.5m }, activity);
    }

    [Theory]
    [InlineData("""{"orderId":1,"userId":2,"what":"Paid","amount":3}""", DecodeErrors.BadField)]
    [InlineData("""{"orderId":1,"userId":2,"what":0,"amount":3}""", DecodeErrors.BadField)]
    [InlineData("""{"orderId":1,"userId":2,"amount":3}""", DecodeErrors.BadField)]
    [InlineData("""{"orderId":1,"userId":2,"what":"paid"}""", DecodeErrors.BadField)]
    [InlineData("""{"orderId":1,"what":"paid","amount":3}""", DecodeErrors.BadId)]
    [InlineData("""{"userId":1,"what":"paid","amount":3}""", DecodeErrors.BadId)]
    public void UserOrderActivity_WhenAFieldIsBad_IsRejected(string json, string errorType) =>
        Records.Rejected(Records.Bare(Topics.UsersOrderActivity, json), errorType);

    [Theory]
    [InlineData("welcome", NotificationKind.Welcome)]
    [InlineData("order-created", NotificationKind.OrderCreated)]
    [InlineData("order-paid", NotificationKind.OrderPaid)]
    [InlineData("order-cancelled", NotificationKind.OrderCancelled)]
    public void NotificationRequested_WhenComplete_HasAllFields(string name, NotificationKind kind)
    {
        var notification = Records.Payload<NotificationRequested>(Records.Bare(Topics.Notifications, $$"""{"kind":"{{name}}","userId":1,"orderId":2,"text":"Hello"}"""));

        Assert.Equal(new NotificationRequested { Kind = kind, UserId = "1", OrderId = "2", Text = "Hello" }, notification);
    }

    [Theory]
    [InlineData("""{"kind":"shout","userId":1,"text":"x"}""", DecodeErrors.BadField)]
    [InlineData("""{"userId":1,"text":"x"}""", DecodeErrors.BadField)]
    [InlineData("""{"kind":"welcome","userId":1}""", DecodeErrors.BadField)]
    [InlineData("""{"kind":"welcome","text":"x"}""", DecodeErrors.BadId)]
    [InlineData("""{"kind":"welcome","userId":1,"orderId":"","text":"x"}""", DecodeErrors.BadId)]
    public void NotificationRequested_WhenAFieldIsBad_IsRejected(string json, string errorType) =>
        Records.Rejected(Records.Bare(Topics.Notifications, json), errorType);
}
