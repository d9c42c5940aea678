using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>An entity whose activation is in this silo. Thread-safe.</summary>
internal interface ILocalEntity
{
    /// <summary>Whether nothing is on its way, and nothing goes on by itself.</summary>
    bool IsIdle { get; }

    /// <summary>Whether it was used since this was asked last.</summary>
    bool TakeUse();

    /// <summary>Takes a batch, if all of it is usual.</summary>
    /// <param name="batch">The events.</param>
    /// <param name="callback">Gets one answer, if it is taken.</param>
    /// <returns>False where it is for the grain. Events at its beginning may have been applied; they are repeats then.</returns>
    bool TryReceive(EventBatch batch, IBatchCallback callback);

    /// <summary>Ends the activation.</summary>
    void Deactivate();
}
