using System.Globalization;
using Shop.EndToEnd.Tests.Support;
using Shop.EndToEnd.Tests.Volume;
using Shop.Silo.Tests.Emails;

namespace Shop.EndToEnd.Tests.Recovery;

/// <summary>A mail server that is stopped while orders come in.</summary>
[Collection(RecoveryGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class MailOutageTests(RecoveryBroker broker)
{
    private const int Users = 10;

    [SkippableFact]
    public async Task MailServer_WhenStopped_HoldsUpNothingElse_AndEveryMailGoesOutOnceItIsBack()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var port = Ports.Free();
        await using var running = broker.Create(
        [
            .. database.Settings,
            ("Platform__Email__Provider", "Smtp"),
            ("Platform__Email__Host", "127.0.0.1"),
            ("Platform__Email__Port", port.ToString(CultureInfo.InvariantCulture)),
            ("Platform__Email__Security", "None"),
            ("Platform__Email__From", "shop@example.org"),
        ]);
        var platform = running.Platform;
        await platform.StartAsync();
        var workload = new ShopWorkload(orders: 60, users: Users, RecoveryBroker.NewPrefix(), enveloped: true, cancelled: 10);
        await running.Publisher.SendAsync([.. Enumerable.Range(0, Users).Select(workload.UserId).Select(user =>
            Publisher.Envelope("users.registered", user, "user.registered", new { userId = user, email = $"{user}@example.org", name = user }))]);
        await running.AwaitGroupAtEndAsync("user-processor", "users.registered");

        await WorkloadChecks.PublishAsync(running, workload);
        await WorkloadChecks.AwaitAllAsync(running, 120);
        await WorkloadChecks.EveryTotalIsExactAsync(running, workload);
        await WorkloadChecks.AnalyticsAreExactAsync(running, workload, byHour: true);
        // More often than anything unclassified is tried.
        await Eventually.HoldsAsync(
            async () => await Metrics.ReadAsync(platform, "kafka_delivery_retries_total", "consumer_group=\"notifications\"") > Users * 8,
            () => "fewer retries",
            90);
        Assert.NotEqual(0, await Groups.LagAsync(running.BootstrapServers, "notifications", "notifications"));
        Assert.Empty(await Quarantine.ListAsync(platform));

        await using var server = new SmtpListener(port);
        await running.AwaitGroupAtEndAsync("notifications", "notifications");
        // A welcome each beside what the orders publish.
        Assert.Equal(Users + (workload.Orders * 3) + (workload.Cancelled * 2), server.Messages.Select(MessageId).Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(await Quarantine.ListAsync(platform));
        await platform.StopAsync();
    }

    private static string MessageId(string message) => message.Split('\n').First(line => line.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase));
}
