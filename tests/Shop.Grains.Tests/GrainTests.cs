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
    public async Task Analytics_WhenEventsComeAgain_CountsThemOnce()
    {
        var grain = cluster.Grain<IOrderAnalyticsGrain>(AnalyticsShard.KeyOf(Topics.OrdersCreated, 3));
        var repeated = Some.Event(Some.Created(40));
        var batch = GrainCluster.Batch(Topics.OrdersCreated, 10, repeated, Some.Event(Some.Created(2)));

        await grain.Receive(batch);
        await grain.Receive(batch);
        await grain.Receive(GrainCluster.Batch(Topics.OrdersCreated, 12, repeated));

        var figures = await grain.Get();
        Assert.Equal(new OrderFigures(2, 0, 42, 0), figures.Total);
        var hour = Assert.Single(figures.Hours);
        Assert.Equal((Some.Time.AddMinutes(-30), figures.Total), (hour.Hour, hour.Figures));
    }

    [Fact]
    public async Task Analytics_WhenAnAmountIsVeryLarge_CountsTheSmallOnesAfterItToTheLastDigit()
    {
        var grain = cluster.Grain<IOrderAnalyticsGrain>(AnalyticsShard.KeyOf(Topics.OrdersCreated, 4));
        const decimal Large = 9_999_999_999_999_999_999_999_999_999m;

        await grain.Receive(GrainCluster.Batch(Topics.OrdersCreated, 0, Some.Event(Some.Created(Large)), Some.Event(Some.Created(0.01m)), Some.Event(Some.Created(Large))));
        await cluster.DeactivateAllAsync();

        var figures = await grain.Get();
        Assert.Equal(3, figures.Total.Created);
        Assert.Equal("19999999999999999999999999998.01", figures.Total.Revenue.ToString());
        Assert.Equal(figures.Total, Assert.Single(figures.Hours).Figures);
    }

    [Fact]
    public async Task Analytics_WhenManyHoursAreKept_StaysLinear()
    {
        var grain = cluster.Grain<IOrderAnalyticsGrain>("many-hours");
        await grain.Receive(GrainCluster.Batch("many", 0, [.. Enumerable.Range(0, 1_000).Select(n => Some.Event(Some.Created(n), at: Some.Time.AddHours(n)))]));

        var size = cluster.Storage.SizeOf(grain.GetGrainId());

        log.WriteLine($"1,000 hours and 1,000 ids: {size} B");
        Assert.InRange(size, 1, 100_000);
        Assert.Equal(1_000, (await grain.Get()).Hours.Length);
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
