using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>An entity whose activation is in this silo. Thread-safe.</summary>
internal interface ILocalEntity
{
    /// <summary>Takes a batch, if all of it is usual.</summary>
    /// <param name="batch">The events.</param>
    /// <param name="callback">Is told once how it ended, if it is taken.</param>
    /// <returns>False where it is for the grain. Events at its beginning may have been applied; they are repeats then.</returns>
    bool TryReceive(EventBatch batch, IBatchCallback callback);
}
