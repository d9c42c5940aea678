using Orleans.TestingHost;

namespace Platform.Gateway.Tests.Hosting;

/// <summary>One silo in this process with the test grains, shared by all HTTP tests.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster = new InProcessTestClusterBuilder(1).Build();

    internal IGrainFactory Grains => _cluster.Client;

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();
}
