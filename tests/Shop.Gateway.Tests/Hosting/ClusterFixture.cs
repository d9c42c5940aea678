using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;
using Platform.Processing;

namespace Shop.Gateway.Tests.Hosting;

/// <summary>One silo in this process with the test grains, shared by all HTTP tests.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster = Build();

    internal IGrainFactory Grains => _cluster.Client;

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    // The platform's own grains read a database, and would be second implementations.
    private static InProcessTestCluster Build()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.AddMemoryGrainStorage(EventProcessing.StorageName).Services.PostConfigure<GrainTypeOptions>(types => types.Classes.RemoveWhere(
            type => (typeof(IQuarantineDirectory).IsAssignableFrom(type) && type != typeof(QuarantineDirectoryTestGrain))
                || (typeof(IBulkRedrive).IsAssignableFrom(type) && type != typeof(BulkRedriveTestGrain)))));
        return builder.Build();
    }
}
