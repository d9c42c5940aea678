using Orleans.Concurrency;
using Orleans.Streaming.Kafka;

namespace Platform.Processing.Tests;

[Alias("test.ITestGrain")]
public interface ITestGrain : IEventReceiver, IEntityOperations, IRedrivenEntity
{
    /// <summary>What was applied, durably.</summary>
    [AlwaysInterleave, Alias("Log")]
    ValueTask<string[]?> Log();

    /// <summary>Ends the activation.</summary>
    [AlwaysInterleave, Alias("Leave")]
    ValueTask Leave();
}
