using System.Text.Json.Nodes;
using Shop.EndToEnd.Tests.Administration;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Recovery;

/// <summary>A lone dead letter that is reinjected once its cause is mended.</summary>
[Collection(RecoveryGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class ReinjectTests(RecoveryBroker broker)
{
    [SkippableFact]
    public async Task DeadLetter_OfARecordWithoutAnId_ReinjectedTwice_CountsOnce()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var running = broker.Create([.. database.Settings, ("Platform__Topics__PaymentsProcessed__FailedEvents", "DeadLetter")]);
        var platform = running.Platform;
        var order = RecoveryBroker.NewPrefix() + "order";
        await platform.StartAsync();
        await running.Publisher.SendAsync(Publisher.Envelope("orders.created", order, "order.created", new { orderId = order, userId = order, amount = 10m }));
        await running.AwaitOrderAsync(order, "\"pending\" 10 0 1");
        await platform.StopAsync();

        // A build that fails on every event whose id has a hyphen: all that follow from a position.
        await platform.StartAsync(("PLATFORM_DEFECT_AT", "order-rules:-"));
        await running.Publisher.SendAsync(Publisher.Bare("payments.processed", order, "payment.processed", $$"""{"paymentId":"p","orderId":"{{order}}","amount":3}"""));
        JsonNode? deadLetter = null;
        await Eventually.HoldsAsync(async () => (deadLetter = await FindAsync(platform, order)) is not null, () => platform.Process.Output);
        await platform.StopAsync();

        await platform.StartAsync();
        for (var i = 0; i < 2; i++)
        {
            var run = await Cli.RunAsync(platform, "dlq", "redrive", "payments.processed", $"{deadLetter!["partition"]}", $"{deadLetter["offset"]}");
            Assert.True(run.ExitCode == 0, $"{run}");
        }

        await running.AwaitGroupAtEndAsync("order-processor", "payments.processed");
        Assert.Equal("\"pending\" 10 3 2", await platform.FieldsAsync($"/orders/{order}", RunningPlatform.OrderFields));
        await platform.StopAsync();
    }

    private static async Task<JsonNode?> FindAsync(PlatformUnderTest platform, string order) =>
        (await platform.GetAsync("/admin/dead-letters?topic=payments.processed&limit=1000"))!["deadLetters"]!.AsArray()
            .SingleOrDefault(deadLetter => (string?)deadLetter!["key"] == order && (string?)deadLetter["group"] == "order-processor");
}
