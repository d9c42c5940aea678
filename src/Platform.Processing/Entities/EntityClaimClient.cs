using Orleans.Runtime.Services;

namespace Platform.Processing;

/// <summary>Calls the claim services of other silos.</summary>
internal sealed class EntityClaimClient(IServiceProvider services) : GrainServiceClient<IEntityClaimService>(services)
{
    /// <summary>The service of a silo.</summary>
    /// <param name="silo">The silo.</param>
    public IEntityClaimService Of(SiloAddress silo) => GetGrainService(silo);
}
