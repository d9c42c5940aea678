using Platform.Events.Notifications;
using Platform.Events.Orders;
using Platform.Events.Users;

namespace Platform.Events.Tests;

public sealed class EntityOfTests
{
    public static TheoryData<EventPayload, string?, string?> Payloads => new()
    {
        { new OrderCreated { OrderId = "o", UserId = "u", Amount = 1, Items = [], Status = "pending" }, "o", "u" },
        { new OrderUpdated { OrderId = "o" }, "o", null },
        { new OrderCancelled { OrderId = "o" }, "o", null },
        { new PaymentProcessed { PaymentId = "p", OrderId = "o", Amount = 1 }, "o", null },
        { new UserRegistered { UserId = "u" }, null, "u" },
        { new UserUpdated { UserId = "u" }, null, "u" },
        { new UserOrderActivity { OrderId = "o", UserId = "u", What = OrderActivityKind.Paid, Amount = 1 }, "o", "u" },
        { new NotificationRequested { Kind = NotificationKind.OrderPaid, UserId = "u", OrderId = "o", Text = "" }, "o", "u" },
        { new NotificationRequested { Kind = NotificationKind.Welcome, UserId = "u", Text = "" }, null, "u" },
    };

    [Theory]
    [MemberData(nameof(Payloads))]
    public void EntityOf_WhenThePayloadNamesOne_IsThatAndElseThrows(EventPayload payload, string? order, string? user)
    {
        var sample = new Event { Id = "e", Type = "t", Version = "1.0", Timestamp = default, CorrelationId = "c", Payload = payload };

        AssertNames(order, () => EntityOf.Order(sample));
        AssertNames(user, () => EntityOf.User(sample));
    }

    private static void AssertNames(string? expected, Func<string> entity)
    {
        if (expected is null)
        {
            Assert.Throws<ArgumentException>(entity);
        }
        else
        {
            Assert.Equal(expected, entity());
        }
    }
}
