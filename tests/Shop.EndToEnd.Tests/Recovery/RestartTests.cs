using Orleans.Streaming.Kafka.Testing;
using Shop.EndToEnd.Tests.Support;
using Shop.EndToEnd.Tests.Volume;

namespace Shop.EndToEnd.Tests.Recovery;

/// <summary>Stopping and dying in the middle, on a real broker.</summary>
[Trait("Needs", "RealParts")]
public sealed class RestartTests
{
    [SkippableFact]
    public async Task FirstStart_WhenKilledBeforeAnythingWasProcessed_MissesNothingPublishedSince()
    {
        await using var broker = await RealBroker.StartAsync();
        await using var running = await StartAsync(broker);
        await running.Publisher.SendAsync(Enumerable.Range(0, 50).Select(i => Created($"early{i}")).ToList());
        await running.Platform.Process.KillAsync();

        await running.Publisher.SendAsync(Enumerable.Range(0, 200).Select(i => Created($"late{i}")).ToList());
        await running.Platform.StartAsync();

        await running.AwaitGroupAtEndAsync("order-processor", "orders.created");
        foreach (var order in Enumerable.Range(0, 50).Select(i => $"early{i}").Concat(Enumerable.Range(0, 200).Select(i => $"late{i}")))
        {
            await running.AwaitOrderAsync(order, "\"pending\" 1 0 1");
        }
    }

    [SkippableFact]
    public async Task Latest_SkipsWhatWasThereBeforeTheFirstStart_Once()
    {
        await using var broker = await RealBroker.StartAsync();
        await using (var first = await StartAsync(broker, ("Platform__Groups__orders__Enabled", "false")))
        {
            await first.Publisher.SendAsync([Created("before")]);
            Assert.Equal(0, await first.Platform.Process.InterruptAsync());
        }

        await using var running = await StartAsync(broker);
        await running.Publisher.SendAsync([Created("after")]);

        await running.AwaitOrderAsync("after", "\"pending\" 1 0 1");
        await running.AwaitGroupAtEndAsync("order-processor", "orders.created");
        Assert.Null(await running.Platform.GetAsync("/orders/before"));
    }

    [SkippableFact]
    public async Task Interrupt_InTheMiddle_DrainsAndExitsZero_AndARestartLosesAndRepeatsNothing()
    {
        await using var broker = await RealBroker.StartAsync();
        await using var running = await StartAsync(broker);
        var workload = new ShopWorkload(orders: 6_000, users: 100, prefix: "i");
        var publishing = WorkloadChecks.PublishAsync(running, workload);
        await running.AwaitOrderAsync(workload.OrderId(0), ShopWorkload.ExpectedOrder(0));

        Assert.Equal(0, await running.Platform.Process.InterruptAsync());
        await publishing;
        Assert.DoesNotContain("deliveries were still in flight", running.Platform.Process.Output, StringComparison.Ordinal);
        // In the middle: some had its effects, and some had not.
        Assert.NotEqual(0, await Groups.LagAsync(broker.BootstrapServers, "order-processor", "orders.created", "orders.updated", "payments.processed"));
        await running.Platform.StartAsync();

        await WorkloadChecks.AwaitAllAsync(running, 180);
        await WorkloadChecks.EveryTotalIsExactAsync(running, workload);
        WorkloadChecks.OutputsAreComplete(running, workload, repeatsAllowed: false);
        WorkloadChecks.OutputsAreInOrder(running, workload);
        await WorkloadChecks.AnalyticsAreExactAsync(running, workload, byHour: false);
    }

    [SkippableFact]
    public async Task Kill_InTheMiddle_ThreeTimes_LeavesEveryTotalExact()
    {
        await using var broker = await RealBroker.StartAsync();
        await using var running = await StartAsync(broker, ("Platform__Kafka__SessionTimeout", "00:00:06"), ("Platform__Kafka__HeartbeatInterval", "00:00:01"));
        var workload = new ShopWorkload(orders: 6_000, users: 100, prefix: "k", enveloped: true, cancelled: 500);
        var publishing = WorkloadChecks.PublishAsync(running, workload);
        for (var kill = 0; kill < 3; kill++)
        {
            await running.AwaitOrderAsync(workload.OrderId(kill * 1_000), ShopWorkload.ExpectedOrder(kill * 1_000));
            await running.Platform.Process.KillAsync();
            await running.Platform.StartAsync();
        }

        await publishing;
        await WorkloadChecks.AwaitAllAsync(running, 180);

        await WorkloadChecks.EveryTotalIsExactAsync(running, workload);
        WorkloadChecks.OutputsAreComplete(running, workload, repeatsAllowed: true);
        WorkloadChecks.OutputsAreInOrder(running, workload);
        await WorkloadChecks.AnalyticsAreExactAsync(running, workload, byHour: true);
    }

    [SkippableFact]
    public async Task Restart_WhenAGroupHasAnotherIdNow_GoesOnWithTheOrdersThatAreThere()
    {
        await using var broker = await RealBroker.StartAsync();
        await using var running = await StartAsync(broker);
        await running.Publisher.SendAsync([Created("renamed")]);
        await running.AwaitOrderAsync("renamed", "\"pending\" 1 0 1");
        await running.AwaitGroupAtEndAsync("order-processor", "orders.created");
        Assert.Equal(0, await running.Platform.Process.InterruptAsync());

        await running.Platform.StartAsync(("Platform__Groups__orders__GroupId", "orders-2"));
        await running.Publisher.SendAsync([Publisher.Envelope("orders.updated", "renamed", "order.updated", new { orderId = "renamed", status = "confirmed" })]);

        await running.AwaitOrderAsync("renamed", "\"confirmed\" 1 0 2");
        await running.AwaitGroupAtEndAsync("orders-2", "orders.created", "orders.updated");
    }

    private static async Task<RunningPlatform> StartAsync(RealKafka broker, params (string Name, string Value)[] settings)
    {
        var platform = new PlatformUnderTest(broker.BootstrapServers, settings);
        await platform.StartAsync();
        return new RunningPlatform(platform, broker.BootstrapServers);
    }

    private static Orleans.Streaming.Kafka.KafkaMessage Created(string order) =>
        Publisher.Envelope("orders.created", order, "order.created", new { orderId = order, userId = "u", amount = 1m });
}
