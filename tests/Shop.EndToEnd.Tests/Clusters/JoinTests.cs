using System.Globalization;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Clusters;

/// <summary>Silos of one cluster keep their states in one database, also those of one machine with SQLite.</summary>
public sealed class JoinTests
{
    [Fact]
    public async Task Silo_WhoseDatabaseIsNotTheClusters_IsRefused_AndOneWithTheClustersJoins()
    {
        using var folder = new TemporaryFolder();
        await using var first = new PlatformUnderTest(bootstrapServers: null, Database(folder, "a.db"));
        await first.StartAsync();
        var join = ("Platform__Cluster__ConnectionString", $"127.0.0.1:{first.SiloPort.ToString(CultureInfo.InvariantCulture)}");

        await using var other = new PlatformUnderTest(bootstrapServers: null, join, Database(folder, "b.db"));
        await AssertRefusedAsync(other, folder.PathOf("a.db"), folder.PathOf("b.db"), "All silos of a cluster use one database", "Platform:Storage:ConnectionString");
        File.Copy(folder.PathOf("a.db"), folder.PathOf("copy.db"));
        await using var copy = new PlatformUnderTest(bootstrapServers: null, join, Database(folder, "copy.db"));
        await AssertRefusedAsync(copy, folder.PathOf("copy.db"), "All silos of a cluster use one database");
        await using var green = new PlatformUnderTest(bootstrapServers: null, Database(folder, "a.db"), ("Platform__Cluster__ClusterId", "green"));
        await AssertRefusedAsync(green, "belongs to cluster 'dev' of service 'platform'", "TakeOverFrom=dev");

        await using var second = new PlatformUnderTest(bootstrapServers: null, join, Database(folder, "a.db"));
        await second.StartAsync();
        await second.Process.AwaitBannerAsync();
        Assert.Contains($"joined at {join.Item2}", second.Process.Output, StringComparison.Ordinal);
        await second.StopAsync();
    }

    private static (string Name, string Value) Database(TemporaryFolder folder, string file) => ("Platform__Storage__ConnectionString", $"Data Source={folder.PathOf(file)}");

    private static async Task AssertRefusedAsync(PlatformUnderTest silo, params string[] expected)
    {
        silo.Launch();

        Assert.Equal(1, await silo.Process.WaitForExitAsync(60));
        Assert.All(expected, text => Assert.Contains(text, silo.Process.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", silo.Process.Output, StringComparison.Ordinal);
    }
}
