using Orleans.Concurrency;
using Orleans.Storage;
using Platform.Hosting.Storage;
using Platform.Processing;

namespace Platform.Hosting;

/// <inheritdoc />
[StatelessWorker]
internal sealed class DatabaseWitnessGrain(
    ILocalSiloDetails silo, IStateDatabase database, [FromKeyedServices(EventProcessing.StorageName)] IGrainStorage storage) : Grain, IDatabaseWitness
{
    /// <inheritdoc />
    public async Task<WitnessReport> Look(string endpoint, Guid token) =>
        new(silo.SiloAddress, await JoinMark.IsInAsync(storage, endpoint, token), database.Description);
}
