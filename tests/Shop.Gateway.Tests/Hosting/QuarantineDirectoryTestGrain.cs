using Platform.Persistence;
using Platform.Processing;

namespace Shop.Gateway.Tests.Hosting;

internal sealed class QuarantineDirectoryTestGrain : Grain, IQuarantineDirectory
{
    public ValueTask<QuarantinedEntity[]> List(QuarantineQuery query) => new([.. QuarantineWorld.Entities.Values
        .Where(entity => query.ErrorType is null || entity.ErrorType == query.ErrorType)
        .Where(entity => query.AfterKey is null || string.CompareOrdinal(entity.Key, query.AfterKey) > 0)
        .OrderBy(entity => entity.Key, StringComparer.Ordinal)
        .Take(query.Limit)]);

    public ValueTask<QuarantinedEntity?> Find(string grain, string key) => QuarantineWorld.DirectoryFailing.TryGetValue(key, out var failure)
        ? throw failure
        : new(grain == EntityTestGrain.Kind ? QuarantineWorld.Entities.GetValueOrDefault(key) : null);

    public ValueTask<ParkedEvent[]> Parked(string grain, string key, long fromSequence, int limit)
    {
        QuarantineWorld.Asked[key] = (fromSequence, limit);
        return new(Page(QuarantineWorld.Parked, key, fromSequence, limit));
    }

    public ValueTask<ParkedEvent[]> Dropped(string grain, string key, long fromSequence, int limit) =>
        new(Page(QuarantineWorld.Dropped, key, fromSequence, limit));

    private static ParkedEvent[] Page(IReadOnlyDictionary<string, ParkedEvent[]> events, string key, long from, int limit) =>
        [.. events.GetValueOrDefault(key, []).Where(parked => parked.Sequence >= from).Take(limit)];
}
