using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>An entity that is in this silo's memory, with or without an activation. Thread-safe.</summary>
internal interface ILocalEntity
{
    /// <summary>Whether it takes nothing any more, though no activation has taken it over: the next batch begins it again.</summary>
    bool HasEnded { get; }

    /// <summary>Whether it was used since this was asked last.</summary>
    bool TakeUse();

    /// <summary>Takes a batch, if all of it is usual.</summary>
    /// <param name="batch">The events.</param>
    /// <param name="callback">Gets one answer, if it is taken.</param>
    /// <returns>False where it is for the grain. Events at its beginning may have been applied; they are repeats then.</returns>
    bool TryReceive(EventBatch batch, IBatchCallback callback);

    /// <summary>Ends it, whatever is on its way: what is stored counts, and unanswered deliveries come again.</summary>
    void GiveUp();

    /// <summary>Ends it, unless something is on its way or goes on by itself.</summary>
    bool TryEnd();
}
