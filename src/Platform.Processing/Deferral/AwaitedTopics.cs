using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Platform.Processing;

/// <summary>
/// Knows whether the groups lag in the topics that deferred events of this silo's entities wait for. Reads from memory:
/// <see cref="DeferralWatch"/> queries the broker, so that no delivery waits for it. Grows with the topics that rules name, not with
/// entities. Thread-safe.
/// </summary>
/// <param name="progress">How far the groups are.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets what could not be queried.</param>
internal sealed class AwaitedTopics(ITopicProgress progress, TimeProvider time, ILogger logger)
{
    private readonly ConcurrentDictionary<(string Group, string Topic), CatchUp> _topics = new();

    /// <summary>Since when a group has had no lag in a topic, or null while it has some or that is not known (yet).</summary>
    /// <param name="group">The group.</param>
    /// <param name="topic">The topic.</param>
    public DateTimeOffset? NoLagSince(string group, string topic) => _topics.GetOrAdd((group, topic), CatchUp.Unknown).Since;

    /// <summary>Whether an event may be deferred for so long: not while every known topic lags. Where no topic is known yet, it may be.</summary>
    /// <param name="age">How long.</param>
    public bool MayBeOverdue(TimeSpan age)
    {
        var latest = time.GetUtcNow() - age;
        return _topics.IsEmpty || _topics.Values.Any(topic => topic.Since <= latest);
    }

    /// <summary>Looks at every topic that is known.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, before) in _topics)
        {
            _topics[key] = before.Observe(await QueryAsync(key.Group, key.Topic, cancellationToken), time.GetUtcNow());
        }
    }

    private async Task<IReadOnlyList<PartitionProgress>?> QueryAsync(string group, string topic, CancellationToken cancellationToken)
    {
        try
        {
            return await progress.GetAsync(group, topic, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        // Unknown is a valid result: no event is deferred for too long by a topic that can't be seen.
        catch (Exception exception)
        {
            logger.LagUnknown(exception, group, topic);
            return null;
        }
    }
}
