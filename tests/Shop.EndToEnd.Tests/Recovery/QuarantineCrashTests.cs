using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Shop.EndToEnd.Tests.Support;
using Shop.EndToEnd.Tests.Volume;

namespace Shop.EndToEnd.Tests.Recovery;

/// <summary>
/// Dying at each step of parking and of a redrive, one after the other over one database: nothing parked twice or not at all,
/// nothing redriven twice or out of order.
/// </summary>
/// <remarks>The places are named in the code (<c>CrashPoint.Pass</c>) and exist in Debug builds alone.</remarks>
[Collection(RecoveryGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class QuarantineCrashTests(RecoveryBroker broker)
{
    private const int Each = 50;
    private static readonly (string Name, string Value) Defect = ("PLATFORM_DEFECT_AT", "order-rules:-bad");
    private static readonly string[] OrderTopics = ["orders.created", "orders.updated", "orders.cancelled", "payments.processed"];

    private readonly ShopWorkload _workload = new(orders: 400, users: 20, RecoveryBroker.NewPrefix(), enveloped: true)
    {
        BadStep = order => order % Each == 7 ? order / Each % 5 : null,
    };

    private static List<int> Poisoned => [.. Enumerable.Range(0, 400).Where(IsPoisoned)];

    [SkippableFact]
    public async Task Parking_WhenKilledAtEachStep_ParksEachOnceWithItsCopy_AndIsRedrivenExactly()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var running = broker.Create(database.Settings);
        var later = new LaterEvents(_workload, Poisoned);
        await running.Platform.StartAsync(Defect, CrashAt("before-park:5"));
        await WorkloadChecks.PublishAsync(running, _workload);
        await running.Platform.Process.WaitForKillAsync();
        foreach (var place in (string[])["after-park:3", "before-dead-letter:3", "after-dead-letter:3"])
        {
            await running.Publisher.SendAsync(later.NextRound());
            running.Platform.Launch(Defect, CrashAt(place));
            await running.Platform.Process.WaitForKillAsync();
        }

        await running.Platform.StartAsync(Defect);
        await WorkloadChecks.AwaitAllAsync(running, 120);
        Assert.Equal(Poisoned.Select(_workload.OrderId).Order(StringComparer.Ordinal), (await Quarantine.OrdersAsync(running.Platform)).Where(_workload.IsMine));
        await EachIsParkedOnceWithItsCopyAsync(running);
        await running.Platform.StopAsync();
        await running.Platform.StartAsync();
        foreach (var order in Poisoned)
        {
            await Quarantine.RedriveAsync(running.Platform, _workload.OrderId(order));
        }

        await AllIsExactAsync(running, later);
    }

    [SkippableFact]
    public async Task Redrive_WhenKilledAtEachStep_AppliesEachOnceAndInOrder()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var running = broker.Create(database.Settings);
        var later = await QuarantineAllAsync(running);
        string[] places = ["before-redrive:1", "after-redrive:1", "before-redrive-step:2", "after-redrive-step:2", "after-redrive-publish:2", "before-redrive-end:1", "after-redrive-end:1"];
        var redriven = 0;
        foreach (var place in places)
        {
            // Live events go on, into an order that is being redriven as into the others.
            await running.Publisher.SendAsync(later.NextRound());
            running.Platform.Launch(CrashAt(place));
            await Quarantine.RedriveToDeathAsync(running.Platform, _workload.OrderId(Poisoned[redriven++]));
        }

        await running.Platform.StartAsync();
        // Also the first again: its silo died before it was begun.
        foreach (var order in Poisoned)
        {
            await Quarantine.RedriveAsync(running.Platform, _workload.OrderId(order));
        }

        await AllIsExactAsync(running, later);
    }

    [SkippableFact]
    public async Task Redrive_WhenOneOfTwoSilosIsKilledInIt_IsTakenUpByTheOther()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var running = broker.Create(database.Settings);
        var later = await QuarantineAllAsync(running);
        await running.Platform.StartAsync();
        var primary = ("Platform__Cluster__ConnectionString", $"127.0.0.1:{running.Platform.SiloPort.ToString(CultureInfo.InvariantCulture)}");
        await using var other = broker.Create([.. database.Settings, primary]);
        await other.Platform.StartAsync(CrashAt("after-redrive-step:3"));

        // At the one that dies: an order that is nobody's yet, as nothing was delivered since both began, becomes one of its.
        foreach (var order in Poisoned.TakeWhile(_ => other.Platform.Process.ExitCode is null))
        {
            await Quarantine.TryRedriveAsync(other.Platform, _workload.OrderId(order));
        }

        await other.Platform.Process.WaitForKillAsync();
        // Also those it was not asked for, or died before it answered; live events come meanwhile.
        foreach (var order in Poisoned)
        {
            await running.Publisher.SendAsync(later.NextRound());
            await Quarantine.RedriveAsync(running.Platform, _workload.OrderId(order));
        }

        await AllIsExactAsync(running, later);
    }

    private static bool IsPoisoned(int order) => order % Each == 7;

    private static (string Name, string Value) CrashAt(string place) => ("PLATFORM_CRASH_AT", place);

    // Everything is parked by a build with a defect; nothing runs afterwards.
    private async Task<LaterEvents> QuarantineAllAsync(RunningPlatform running)
    {
        var later = new LaterEvents(_workload, Poisoned);
        await running.Platform.StartAsync(Defect);
        await WorkloadChecks.PublishAsync(running, _workload);
        await WorkloadChecks.AwaitAllAsync(running, 120);
        // More than one step of a redrive takes.
        for (var i = 0; i < 40; i++)
        {
            await running.Publisher.SendAsync(later.NextRound());
        }

        await WorkloadChecks.AwaitAllAsync(running, 120);
        Assert.Equal(Poisoned.Count, (await Quarantine.OrdersAsync(running.Platform)).Count(_workload.IsMine));
        await running.Platform.StopAsync();
        return later;
    }

    private async Task AllIsExactAsync(RunningPlatform running, LaterEvents later)
    {
        await WorkloadChecks.AwaitAllAsync(running, 120);
        await Quarantine.AwaitNoneAsync(running.Platform, 120);
        // What the last step put out.
        await WorkloadChecks.AwaitAllAsync(running, 120);
        await WorkloadChecks.EveryTotalIsExactAsync(running, _workload, IsPoisoned);
        WorkloadChecks.OutputsAreInOrder(running, _workload, IsPoisoned);
        await later.AreExactAsync(running);
        WorkloadChecks.OutputsAreComplete(running, _workload, repeatsAllowed: true, more: later.Outputs);
        await running.Platform.StopAsync();
    }

    private async Task EachIsParkedOnceWithItsCopyAsync(RunningPlatform running)
    {
        var copies = OrderTopics
            .SelectMany(topic => TopicReader.ReadAll(running.BootstrapServers, topic + ".dlq"))
            .Where(deadLetter => _workload.IsMine(Encoding.UTF8.GetString(deadLetter.Message.Key!)))
            .Select(deadLetter => string.Join(' ', ((string[])["dlq-entity", "dlq-sequence", "dlq-topic", "dlq-partition", "dlq-offset"]).Select(name => TopicReader.Header(deadLetter, name))))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var order in Poisoned)
        {
            var parked = await Quarantine.ParkedAsync(running.Platform, _workload.OrderId(order));
            Assert.NotEmpty(parked);
            Assert.Equal(Enumerable.Range(1, parked.Count), parked.Select(record => (int)record["sequence"]!));
            Assert.Equal(parked.Count, parked.Select(record => (string)record["eventId"]!).Distinct(StringComparer.Ordinal).Count());
            Assert.Equal(parked.Select(record => $"{_workload.OrderId(order)} {Place(record)}").Except(copies, StringComparer.Ordinal), []);
        }
    }

    private static string Place(JsonNode parked) => $"{parked["sequence"]} {parked["topic"]} {parked["partition"]} {parked["offset"]}";
}
