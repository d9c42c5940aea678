using System.Collections.Concurrent;
using Platform.Persistence;
using Platform.Processing;

namespace Shop.Gateway.Tests.Hosting;

/// <summary>What the test grains of quarantine answer. Tests share one cluster and keep apart by kinds of error. Thread-safe.</summary>
internal static class QuarantineWorld
{
    public static ConcurrentDictionary<string, QuarantinedEntity> Entities { get; } = new();

    /// <summary>Entities whose operations throw, by key.</summary>
    public static ConcurrentDictionary<string, Exception> Failing { get; } = new();

    public static ConcurrentQueue<string> Redriven { get; } = new();

    public static ConcurrentDictionary<string, (long From, int Limit)> Asked { get; } = new();

    public static ConcurrentDictionary<string, ParkedEvent[]> Parked { get; } = new();

    public static ConcurrentDictionary<string, ParkedEvent[]> Dropped { get; } = new();

    /// <summary>What every question to the directory about a key throws.</summary>
    public static ConcurrentDictionary<string, Exception> DirectoryFailing { get; } = new();

    public static QuarantinedEntity Add(string key, string errorType) => Entities[key] = new QuarantinedEntity
    {
        Grain = EntityTestGrain.Kind,
        Key = key,
        Since = DateTimeOffset.UnixEpoch,
        ErrorType = errorType,
        Error = "told so",
        Topic = "orders.created",
        Partition = 1,
        Offset = 2,
        Parked = 3,
        IsRedriving = false,
    };
}
