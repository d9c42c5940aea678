using Shop.Events;

namespace Shop.Contracts.Tests;

public sealed class ShopEventsTests
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
    public void Topic_WhenOneOfTheShops_CarriesItsOnlyType(string topic, string type)
    {
        Assert.Equal(type, Assert.Single(ShopEvents.Catalog.TypesOf(topic)).Name);
        Assert.Equal(topic, ShopEvents.Catalog.Find(type)!.Topic);
    }

    [Fact]
    public void ShopPage_HasTheDeclaredEvents() =>
        Assert.Contains(ShopEvents.Catalog.ToMarkdown(), File.ReadAllText(Repository.Find("docs", "shop.md")), StringComparison.Ordinal);

    [Fact]
    public void Topic_WhenAnother_CarriesNothing()
    {
        Assert.Empty(ShopEvents.Catalog.TypesOf(Topics.OrdersCreated + ".dlq"));
        Assert.Null(ShopEvents.Catalog.Find("order.exploded"));
    }
}
