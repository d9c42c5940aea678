using Shop.EndToEnd.Tests.Recovery;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Clusters;

/// <summary>Silos that find each other through a store outside of them. Needs a broker, PostgreSQL and, for one test, Redis.</summary>
[Collection(RecoveryGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class ClusterTests(RecoveryBroker broker)
{
    private const int Orders = 30;

    [SkippableFact]
    public async Task SilosAndGateway_OnPostgresAndOverTls_AreOneCluster_AndGoOnWithoutAKilledOne()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var authority = new CertificateAuthority("cluster");
        using var folder = new TemporaryFolder();
        await using var cluster = new ClusterUnderTest(
            broker.Broker.BootstrapServers, [("Platform__Cluster__Provider", "Postgres"), .. ClusterUnderTest.Encrypted(authority, folder.PathOf("")), .. database.Settings]);

        await EveryAddressAnswersAsync(cluster, Orders);
        await cluster.Second.Process.KillAsync();

        // Its entities are answered by the other one, and its partitions are read.
        await cluster.AwaitOrdersAsync(cluster.Gateway.Http, Orders, "the gateway after the kill");
        await cluster.PlaceAsync(Orders);
        await cluster.AwaitOrdersAsync(cluster.First.Http, Orders + 1, "the first silo after the kill");
        await cluster.First.StopAsync();
    }

    [SkippableFact]
    public async Task SilosAndGateway_OnRedis_AreOneCluster_AndGoOnWithoutAKilledOne()
    {
        var redis = Environment.GetEnvironmentVariable("PLATFORM_TEST_REDIS");
        Skip.If(string.IsNullOrEmpty(redis), "PLATFORM_TEST_REDIS names no Redis (host:port).");
        await using var database = await PostgresDatabase.CreateAsync();
        await using var cluster = new ClusterUnderTest(
            broker.Broker.BootstrapServers,
            [
                ("Platform__Cluster__Provider", "Redis"), ("Platform__Cluster__ConnectionString", redis), ("Platform__Cluster__AllowPlaintext", "true"),
                ("Platform__Cluster__ClusterId", $"e2e-{Guid.NewGuid():N}"), .. database.Settings,
            ]);

        await EveryAddressAnswersAsync(cluster, count: 10);
        await cluster.Second.Process.KillAsync();

        await cluster.AwaitOrdersAsync(cluster.Gateway.Http, 10, "the gateway after the kill");
    }

    private static async Task EveryAddressAnswersAsync(ClusterUnderTest cluster, int count)
    {
        await cluster.StartAsync();
        foreach (var order in Enumerable.Range(0, count))
        {
            await cluster.PlaceAsync(order);
        }

        await cluster.AwaitOrdersAsync(cluster.First.Http, count, "the first silo");
        await cluster.AwaitOrdersAsync(cluster.Second.Http, count, "the second silo");
        await cluster.AwaitOrdersAsync(cluster.Gateway.Http, count, "the gateway");
    }
}
