using Orleans.Concurrency;
using Orleans.Services;

namespace Platform.Processing;

/// <summary>What silos tell each other of the activations of entities. One per silo.</summary>
internal interface IEntityClaimService : IGrainService
{
    /// <summary>A silo begins: from now on this silo's activations claim from it, too.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="activations">The activations it has.</param>
    /// <returns>The activations this silo has.</returns>
    Task<GrainAddress[]> Meet(SiloAddress silo, GrainAddress[] activations);

    /// <summary>An activation begins. Returns when this silo does nothing more with the entity.</summary>
    /// <param name="activation">The activation.</param>
    /// <returns>The ETag of the entity's row, if all outputs in it are known here to be acknowledged; else null.</returns>
    Task<string?> Claim(GrainAddress activation);

    /// <summary>An activation has ended.</summary>
    /// <param name="activation">The activation.</param>
    [OneWay]
    Task Release(GrainAddress activation);
}
