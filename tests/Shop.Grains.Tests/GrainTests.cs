using Platform.Events;
using Shop.Events;
using Shop.Events.Notifications;
using Shop.Events.Users;
using Shop.Grains.Analytics;
using Shop.Grains.Notifications;
using Shop.Grains.Orders;
using Shop.Grains.Users;
using Xunit.Abstractions;

namespace Shop.Grains.Tests;

/// <summary>The grains on a silo: their states survive being stored, and answer.</summary>
public sealed class GrainTests(GrainCluster cluster, ITestOutputHelper log) : IClassFixture<GrainCluster>
{
    [Fact]
    public async Task Order_WhenCreatedAndPaid_AnswersAndStaysSmall()
    {
        var grain = cluster.Grain<IOrderGrain>("6f9619ff-8b86-d011-b42d-00c04fc964ff");

        await grain.Receive(GrainCluster.Batch(Topics.OrdersCreated, 1_000_000, Some.Event(Some.Created(100))));
        await grain.Receive(GrainCluster.Batch(Topics.OrdersUpdated, 2_000_000, Some.Event(Some.Updated("confirmed"))));
        var settled = cluster.Storage.SizeOf(grain.GetGrainId());
        await grain.Receive(GrainCluster.Batch(Topics.PaymentsProcessed, 3_000_000, Some.Event(Some.Payment(100))));
        var pending = cluster.Storage.SizeOf(grain.GetGrainId());

        var order = (await grain.Get())!;
        Assert.Equal(("paid", 100m, 100m, 3L), (order.Status, order.Amount, order.Paid, order.EventsApplied));
        Assert.Equal(["order.created", "order.paid"], NotificationsOf("u-1"));
        log.WriteLine($"two topics, no outputs pending: {settled} B; three topics, two outputs pending: {pending} B");
        Assert.InRange(settled, 1, 400);
        Assert.InRange(pending, 1, 599);
    }

    [Fact]
    public async Task Order_WhenUnknown_IsNullAndNotStored()
    {
        var grain = cluster.Grain<IOrderGrain>("unknown");

        Assert.Null(await grain.Get());
        Assert.False(cluster.Storage.Has(grain.GetGrainId()));
    }

    [Fact]
    public async Task User_WhenRegisteredAndOrdering_Answers()
    {
        var grain = cluster.Grain<IUserGrain>("u-7");

        await grain.Receive(GrainCluster.Batch(Topics.UsersOrderActivity, 5, Some.Event(Some.Activity(OrderActivityKind.Created, 12.50m)), Some.Event(Some.Activity(OrderActivityKind.Paid, 12.50m))));
        await grain.Receive(GrainCluster.Batch(Topics.UsersRegistered, 5, Some.Event(new UserRegistered { UserId = "u-7", Email = "a@b.example", Name = "Ann" })));

        var user = (await grain.Get())!;
        var page = (await grain.GetOrders(10, null))!;
        Assert.Equal(("u-7", "a@b.example", "Ann", 1L, 12.50m), (user.UserId, user.Email, user.Name, user.Orders, user.Spent));
        Assert.Equal([new UserOrder("o-1", "paid", 12.50m, 12.50m)], page.Orders);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await grain.GetOrders(1_001, null));
    }

    [Fact]
    public async Task Analytics_WhenAnEventComesAgainBehindManyOthers_CountsItOnce()
    {
        var grain = cluster.Grain<IOrderAnalyticsGrain>(AnalyticsShard.KeyOf(Some.Time, "o-1"));
        var repeated = Some.Event(Some.Activity(OrderActivityKind.Created, 40));
        await grain.Receive(GrainCluster.Batch(Topics.UsersOrderActivity, 10, repeated));
        for (var n = 0; n < 20; n++)
        {
            await grain.Receive(GrainCluster.Batch(Topics.UsersOrderActivity, 100 + (100 * n), [.. Enumerable.Range(0, 100).Select(_ => Some.Event(Some.Activity(OrderActivityKind.Created, 1)))]));
        }

        await grain.Receive(GrainCluster.Batch(Topics.UsersOrderActivity, 10, repeated));
        await grain.Receive(GrainCluster.Batch(Topics.UsersOrderActivity, 5_000, repeated));
        await cluster.DeactivateAllAsync();

        var hour = Assert.Single(await grain.GetHours());
        Assert.Equal((Some.Time.AddMinutes(-30), new OrderFigures(2_001, 0, 2_040, 0)), (hour.Hour, hour.Figures));
    }

    [Fact]
    public async Task Notification_WhenTheMailServerIsAway_IsSentLaterAndTheOnesBeforeItAreNotSentAgain()
    {
        var grain = cluster.Grain<INotificationGrain>("u-9");
        var batch = GrainCluster.Batch(Topics.Notifications, 0, Notification("mail-1"), Notification("mail-2"), Notification("mail-3"));
        cluster.RefusedEmails["mail-2"] = true;

        for (var attempt = 0; attempt < 20; attempt++)
        {
            var failure = await Assert.ThrowsAsync<EmailNotSentException>(async () => await grain.Receive(batch));
            Assert.True(failure.IsTransient);
        }

        Assert.Null(await cluster.Storage.FindQuarantinedAsync("entity", grain.GetGrainId()));
        cluster.RefusedEmails.TryRemove("mail-2", out _);
        await grain.Receive(batch);
        await grain.Receive(batch);

        Assert.Equal(["mail-1", "mail-2", "mail-3"], cluster.Emails.Select(email => email.EventId));
        Assert.All(cluster.Emails, email => Assert.Equal(("u-9", "Welcome"), (email.To, email.Subject)));
    }

    private static Event Notification(string id) =>
        Some.Event(new NotificationRequested { Kind = NotificationKind.Welcome, UserId = "u-9", Text = "Welcome!" }, id);

    private IEnumerable<string> NotificationsOf(string user) => cluster.Published
        .Where(output => output.Key == user)
        .Select(output => output.Event.Payload)
        .OfType<NotificationRequested>()
        .Select(notification => notification.Kind == NotificationKind.OrderCreated ? "order.created" : "order.paid");
}
