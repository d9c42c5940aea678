using Shop.EndToEnd.Tests.Support;
using Shop.EndToEnd.Tests.Volume;

namespace Shop.EndToEnd.Tests.Recovery;

/// <summary>Groups that are switched off and on.</summary>
[Collection(RecoveryGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class GroupSwitchTests(RecoveryBroker broker)
{
    private const string Users = "Platform__Groups__users__";
    private static readonly (string Name, string Value) UsersOff = (Users + "Enabled", "false");

    [SkippableFact]
    public async Task Users_WhoseGroupFirstRunsAfterTheOrders_HaveEverySum_AndSoTheyHaveAfterItWasOff()
    {
        var group = RecoveryBroker.NewPrefix() + "users";
        await using var database = await PostgresDatabase.CreateAsync();
        // Its own topics begin at the end; what orders publish for users is always read from the beginning.
        await using var running = broker.Create([.. database.Settings, (Users + "GroupId", group), (Users + "Start", "Latest")]);
        var first = new ShopWorkload(orders: 300, users: 30, RecoveryBroker.NewPrefix(), cancelled: 30);
        await running.Platform.StartAsync(UsersOff);
        await WorkloadChecks.PublishAsync(running, first);
        await running.AwaitGroupAtEndAsync("order-processor", "orders.created", "orders.updated", "orders.cancelled", "payments.processed");
        await running.Platform.StopAsync();

        await running.Platform.StartAsync();
        await running.AwaitGroupAtEndAsync(group, "users.order-activity");
        await WorkloadChecks.EveryTotalIsExactAsync(running, first);
        await running.Platform.StopAsync();

        // Off again: it keeps its place.
        var second = new ShopWorkload(orders: 300, users: 30, RecoveryBroker.NewPrefix(), cancelled: 30);
        var registered = RecoveryBroker.NewPrefix();
        var before = await Groups.CommittedAsync(running.BootstrapServers, group, "users.order-activity", "users.registered");
        await running.Platform.StartAsync(UsersOff);
        await WorkloadChecks.PublishAsync(running, second);
        await running.Publisher.SendAsync(Publisher.Envelope("users.registered", registered, "user.registered", new { userId = registered, email = "a@example.org", name = "A" }));
        await running.AwaitGroupAtEndAsync("order-processor", "orders.created", "orders.updated", "orders.cancelled", "payments.processed");
        Assert.Equal(before, await Groups.CommittedAsync(running.BootstrapServers, group, "users.order-activity", "users.registered"));
        await running.Platform.StopAsync();

        await running.Platform.StartAsync();
        await running.AwaitGroupAtEndAsync(group, "users.order-activity", "users.registered");
        await WorkloadChecks.EveryTotalIsExactAsync(running, first);
        await WorkloadChecks.EveryTotalIsExactAsync(running, second);
        Assert.Equal("\"a@example.org\"", await running.Platform.FieldsAsync($"/users/{registered}", "email"));
        await running.Platform.StopAsync();

        // The group everybody else uses is left at the end, as it was found.
        await using var usual = broker.Create(database.Settings);
        await usual.Platform.StartAsync();
        await usual.AwaitGroupAtEndAsync("user-processor", "users.order-activity", "users.registered");
        await usual.Platform.StopAsync();
    }
}
