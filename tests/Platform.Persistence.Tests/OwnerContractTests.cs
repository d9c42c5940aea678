using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests;

/// <summary>Whose a database is: a silo of another cluster or service does not open it.</summary>
public abstract class OwnerContractTests<TOptions>(TestDatabase<TOptions> database) : IDisposable
    where TOptions : GroupCommitStorageOptions
{
    public void Dispose()
    {
        database.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public async Task Open_WhenNobodyHasYet_RecordsTheCluster_AndSilosOfItOpenItAgain()
    {
        await OpenAsync("shop", "blue");
        await OpenAsync("shop", "blue");

        Assert.Equal(["shop/blue"], Owners);
    }

    [SkippableFact]
    public async Task Open_ByAnotherCluster_IsRejectedSayingWhoseItIsAndWhatIsRight()
    {
        await OpenAsync("shop", "blue");

        var rejection = await Assert.ThrowsAsync<PersistenceException>(() => OpenAsync("shop", "green"));

        Assert.False(rejection.IsTransient);
        Assert.Contains("belongs to cluster 'blue' of service 'shop'; this silo is of cluster 'green' of service 'shop'", rejection.Message, StringComparison.Ordinal);
        Assert.Contains("TakeOverFrom", rejection.Message, StringComparison.Ordinal);
        Assert.Equal(["shop/blue"], Owners);
    }

    [SkippableFact]
    public async Task Open_ByAnotherService_IsRejectedWhateverItTakesOver()
    {
        await OpenAsync("shop", "blue");

        var rejection = await Assert.ThrowsAsync<PersistenceException>(() => OpenAsync("shpo", "blue", takeOverFrom: "blue"));

        Assert.Contains("service id 'shop' alone", rejection.Message, StringComparison.Ordinal);
        Assert.Equal(["shop/blue"], Owners);
    }

    [SkippableFact]
    public async Task Open_WhenTakenOver_RecordsTheNewCluster_AndTheOldOneIsRejected()
    {
        await OpenAsync("shop", "blue");

        await OpenAsync("shop", "green", takeOverFrom: "blue");
        await OpenAsync("shop", "green", takeOverFrom: "blue");

        await Assert.ThrowsAsync<PersistenceException>(() => OpenAsync("shop", "blue"));
        await Assert.ThrowsAsync<PersistenceException>(() => OpenAsync("shop", "red", takeOverFrom: "blue"));
        Assert.Equal(["shop/green"], Owners);
    }

    [SkippableFact]
    public async Task Open_WhenTwoClustersDoSoAtOnce_IsGrantedToOne()
    {
        await OpenAsync("shop", clusterId: null);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Record.ExceptionAsync(() => OpenAsync("shop", i % 2 == 0 ? "blue" : "green")))));

        Assert.Equal(4, outcomes.Count(outcome => outcome is null));
        Assert.All(outcomes.OfType<Exception>(), outcome => Assert.Contains("belongs to", outcome.Message, StringComparison.Ordinal));
        Assert.Single(Owners);
    }

    private IReadOnlyList<string> Owners => database.Texts("SELECT service_id || '/' || cluster_id FROM database_owner");

    private async Task OpenAsync(string serviceId, string? clusterId, string? takeOverFrom = null)
    {
        var options = database.Options();
        (options.ClusterId, options.TakeOverFrom) = (clusterId, takeOverFrom);
        await using var store = database.Store(serviceId, options);
        await store.OpenAsync();
    }
}
