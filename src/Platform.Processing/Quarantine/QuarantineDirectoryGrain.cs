using Orleans.Concurrency;
using Platform.Persistence;

namespace Platform.Processing;

/// <inheritdoc cref="IQuarantineDirectory"/>
/// <param name="processing">The storage.</param>
[StatelessWorker]
internal sealed class QuarantineDirectoryGrain(EventProcessing processing) : Grain, IQuarantineDirectory
{
    private const int LimitMax = 1_000;
    private const int RecordsAtOnce = 32;

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
    public async ValueTask<ParkedEvent[]> Parked(string grain, string key, long fromSequence, int limit)
    {
        var entity = GrainId.Create(grain, key);
        return await ReadAsync((from, count) => processing.Parking.ReadParkedAsync(EventProcessing.StateName, entity, from, count), fromSequence, Limited(limit));
    }

    /// <inheritdoc/>
    public async ValueTask<ParkedEvent[]> Dropped(string grain, string key, long fromSequence, int limit)
    {
        var entity = GrainId.Create(grain, key);
        return await ReadAsync((from, count) => processing.Parking.ReadDroppedAsync(EventProcessing.StateName, entity, from, count), fromSequence, Limited(limit));
    }

    // A record carries its value, which may be a megabyte: few are in memory at a time, and none in the response.
    private static async Task<ParkedEvent[]> ReadAsync(Func<long, int, Task<IReadOnlyList<ParkedRecord>>> read, long fromSequence, int limit)
    {
        var events = new List<ParkedEvent>();
        var (from, isEnd) = (fromSequence, false);
        while (!isEnd && events.Count < limit)
        {
            var wanted = Math.Min(RecordsAtOnce, limit - events.Count);
            var records = await read(from, wanted);
            events.AddRange(records.Select(ParkedEvent.Of));
            isEnd = records.Count < wanted;
            from = isEnd ? from : records[^1].Sequence + 1;
        }

        return [.. events];
    }

    private static int Limited(int limit) => Math.Clamp(limit, 1, LimitMax);
}
