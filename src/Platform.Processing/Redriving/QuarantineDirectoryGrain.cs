using Orleans.Concurrency;
using Platform.Persistence;

namespace Platform.Processing;

/// <inheritdoc cref="IQuarantineDirectory"/>
/// <param name="processing">The storage.</param>
[StatelessWorker]
internal sealed class QuarantineDirectoryGrain(EventProcessing processing) : Grain, IQuarantineDirectory
{
    private const int LimitMax = 1_000;

    /// <inheritdoc/>
    public async ValueTask<QuarantinedEntity[]> List(QuarantineQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return [.. await processing.Parking.ListQuarantinedAsync(query with { Limit = Limited(query.Limit) })];
    }

    /// <inheritdoc/>
    public async ValueTask<QuarantinedEntity?> Find(string grain, string key) =>
        await processing.Parking.FindQuarantinedAsync(EventProcessing.StateName, GrainId.Create(grain, key));

    /// <inheritdoc/>
    public async ValueTask<ParkedRecord[]> Parked(string grain, string key, long fromSequence, int limit) =>
        [.. await processing.Parking.ReadParkedAsync(EventProcessing.StateName, GrainId.Create(grain, key), fromSequence, Limited(limit))];

    /// <inheritdoc/>
    public async ValueTask<ParkedRecord[]> Dropped(string grain, string key, long fromSequence, int limit) =>
        [.. await processing.Parking.ReadDroppedAsync(EventProcessing.StateName, GrainId.Create(grain, key), fromSequence, Limited(limit))];

    private static int Limited(int limit) => Math.Clamp(limit, 1, LimitMax);
}
