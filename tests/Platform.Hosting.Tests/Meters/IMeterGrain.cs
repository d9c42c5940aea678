using Orleans.Concurrency;
using Orleans.Streaming.Kafka;

namespace Platform.Hosting.Tests.Meters;

/// <summary>A meter, keyed by its id.</summary>
[Alias("tests.IMeterGrain")]
public interface IMeterGrain : IEventReceiver
{
    /// <summary>What it read together, and how many alerts came back; null where no event named it.</summary>
    [AlwaysInterleave, Alias("Get")]
    ValueTask<string?> Get();
}
