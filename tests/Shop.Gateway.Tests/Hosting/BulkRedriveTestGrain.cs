using System.Collections.Concurrent;
using Platform.Processing;

namespace Shop.Gateway.Tests.Hosting;

/// <summary>Answers as a bulk redrive that has begun two entities and failed to begin a third.</summary>
internal sealed class BulkRedriveTestGrain : Grain, IBulkRedrive
{
    public const string OneTooMany = "one-too-many";

    private readonly ConcurrentDictionary<string, BulkRedriveReport> _runs = new();

    public ValueTask<BulkRedriveReport?> Begin(string errorType) => new(errorType == OneTooMany ? null : _runs.GetOrAdd(errorType, static of => new BulkRedriveReport
    {
        ErrorType = of,
        BegunAt = DateTimeOffset.UnixEpoch,
        Entities = 2,
        Events = 6,
        Failed = 1,
        Failures = [new BulkRedriveFailure(EntityTestGrain.Kind, "3", "away")],
    }));

    public ValueTask<BulkRedriveReport?> Find(string errorType) => new(_runs.GetValueOrDefault(errorType));

    public ValueTask Continue() => ValueTask.CompletedTask;
}
