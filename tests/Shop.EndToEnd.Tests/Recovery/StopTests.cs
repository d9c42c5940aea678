using System.Diagnostics;
using Orleans.Streaming.Kafka.Testing;
using Platform.Persistence.Tests.Support;
using Shop.EndToEnd.Tests.Support;
using Shop.EndToEnd.Tests.Volume;

namespace Shop.EndToEnd.Tests.Recovery;

/// <summary>SIGTERM while the broker or the database hangs: the stop is bounded, and says what was not drained.</summary>
[Trait("Needs", "RealParts")]
public sealed class StopTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    // The stop's own bound is 25 s; a loaded machine is late.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(28);

    [SkippableFact]
    public async Task Terminate_WhenTheBrokerHangs_EndsWithinTheBound_AndSaysWhatWasNotDrained()
    {
        Skip.If(RealKafka.OwnBrokersSkipReason is not null, RealKafka.OwnBrokersSkipReason);
        await using var broker = await RealKafka.StartAsync(new RealKafkaOptions { IsOwn = true });
        await using var running = await StartUnderLoadAsync(broker);

        broker.PauseBroker(1);
        try
        {
            await AssertBoundedAsync(running);
        }
        finally
        {
            broker.ResumeBroker(1);
        }
    }

    [SkippableFact]
    public async Task Terminate_WhenTheDatabaseHangs_EndsWithinTheBound_AndSaysWhatWasNotDrained()
    {
        server.SkipIfMissing();
        await using var broker = await RealBroker.StartAsync();
        await using var running = await StartUnderLoadAsync(
            broker,
            ("Platform__Storage__Provider", "Postgres"), ("Platform__Storage__ConnectionString", server.ConnectionString),
            ("Platform__Cluster__Provider", "Postgres"), ("Platform__Cluster__ConnectionString", ""), ("Platform__Cluster__AdvertisedAddress", "127.0.0.1"));

        server.Freeze();
        try
        {
            await AssertBoundedAsync(running);
        }
        finally
        {
            server.Thaw();
        }
    }

    // With deliveries in flight, whose outputs or rows are never acknowledged.
    private static async Task<RunningPlatform> StartUnderLoadAsync(RealKafka broker, params (string Name, string Value)[] settings)
    {
        var platform = new PlatformUnderTest(broker.BootstrapServers, settings);
        await platform.StartAsync();
        var running = new RunningPlatform(platform, broker.BootstrapServers);
        var workload = new ShopWorkload(orders: 12_000, users: 100, prefix: "s");
        await WorkloadChecks.PublishAsync(running, workload);
        await running.AwaitOrderAsync(workload.OrderId(0), ShopWorkload.ExpectedOrder(0));
        return running;
    }

    private static async Task AssertBoundedAsync(RunningPlatform running)
    {
        var watch = Stopwatch.StartNew();
        var code = await running.Platform.Process.TerminateAsync(60);

        Assert.True(watch.Elapsed < Bound, $"It took {watch.Elapsed}:\n{running.Platform.Process.Output}");
        Assert.True(code == 2, $"The silo ended with {code} after {watch.Elapsed}:\n{running.Platform.Process.Output}");
        // Which group was still at work is the load's chance.
        Assert.Matches(@"rained: group [\w.-]+: [\w.-]+\[\d+\]", running.Platform.Process.Output);
    }
}
