using Microsoft.Extensions.Logging;

namespace Platform.Processing;

/// <inheritdoc cref="IEntityClaimService"/>
internal sealed class EntityClaimService(GrainId grainId, Silo silo, ILoggerFactory loggers, EntityClaimer claimer)
    : GrainService(grainId, silo, loggers), IEntityClaimService
{
    /// <inheritdoc/>
    public Task<GrainAddress[]> Meet(SiloAddress silo, GrainAddress[] activations) => Task.FromResult(claimer.Met(silo, activations));

    /// <inheritdoc/>
    public Task<string?> Claim(GrainAddress activation) => claimer.ClaimHereAsync(activation);

    /// <inheritdoc/>
    public Task Release(GrainAddress activation)
    {
        claimer.ReleaseHere(activation);
        return Task.CompletedTask;
    }
}
