namespace Platform.Events.Tests;

public sealed class EventTopicsTests
{
    [Theory]
    [InlineData(Topics.OrdersCreated, EventTypes.OrderCreated)]
    [InlineData(Topics.OrdersUpdated, EventTypes.OrderUpdated)]
    [InlineData(Topics.OrdersCancelled, EventTypes.OrderCancelled)]
    [InlineData(Topics.PaymentsProcessed, EventTypes.PaymentProcessed)]
    [InlineData(Topics.UsersRegistered, EventTypes.UserRegistered)]
    [InlineData(Topics.UsersUpdated, EventTypes.UserUpdated)]
    [InlineData(Topics.UsersOrderActivity, EventTypes.UserOrderActivity)]
    [InlineData(Topics.Notifications, EventTypes.NotificationRequested)]
    public void TypeOf_WhenOneOfTheTopics_IsItsOnlyType(string topic, string type)
    {
        Assert.Equal(type, EventTopics.TypeOf(topic));
        Assert.Equal(topic, EventTopics.TopicOf(type));
    }

    [Fact]
    public void TypeOf_WhenAnotherTopic_IsNull()
    {
        Assert.Null(EventTopics.TypeOf(Topics.DeadLettersOf(Topics.OrdersCreated)));
        Assert.Null(EventTopics.TopicOf("order.exploded"));
    }
}
