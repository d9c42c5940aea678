namespace Shop.Grains.Tests;

public sealed class StoredTextsTests
{
    [Fact]
    public void StoredTexts_AsTheyAreStored_NeverMove() => Assert.Equal(
        "orders.created orders.updated orders.cancelled payments.processed users.registered users.updated users.order-activity notifications "
        + "order.created order.updated order.cancelled payment.processed user.registered user.updated user.order-activity notification.requested 1.0",
        string.Join(' ', StoredTexts.All));
}
