using Microsoft.Extensions.Logging;

namespace Platform.Processing;

/// <summary>What event-processing grains log.</summary>
internal static partial class EventProcessorLog
{
    /// <summary>A deferred event could not be applied when its turn came.</summary>
    [LoggerMessage(Level = LogLevel.Error, Message = "Deferred event {EventId} ({EventType}) of {Entity} could not be applied; it stays deferred: {Error}")]
    public static partial void DeferredEventFailed(this ILogger logger, string entity, string eventId, string eventType, string error);

    /// <summary>An entity takes no more events.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Entity} is in quarantine ({ErrorType}: {Error}) since the event of {Topic}[{Partition}]@{Offset}; its events are parked.")]
    public static partial void Quarantined(this ILogger logger, string entity, string errorType, string error, string topic, int partition, long offset);

    /// <summary>A redrive begins.</summary>
    [LoggerMessage(Level = LogLevel.Information, Message = "{Entity} is being redriven: {Parked} events are parked.")]
    public static partial void RedriveBegins(this ILogger logger, string entity, long parked);

    /// <summary>A redrive ended well.</summary>
    [LoggerMessage(Level = LogLevel.Information, Message = "{Entity} is live again: every parked event was redriven.")]
    public static partial void RedriveEnded(this ILogger logger, string entity);

    /// <summary>A step of a redrive failed.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "A step of the redrive of {Entity} failed and is repeated.")]
    public static partial void RedriveStepFailed(this ILogger logger, Exception exception, string entity);

    /// <summary>A round of a watch failed.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for {What} failed; it is tried again.")]
    public static partial void WatchFailed(this ILogger logger, Exception exception, string what);

    /// <summary>A watch could not call one entity.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "The call of {Grain}/{Key} failed (looking for {What}); the other entities are called, and this one is called again.")]
    public static partial void EntityNotCalled(this ILogger logger, Exception exception, string what, string grain, string key);

    /// <summary>The lag of a group could not be queried.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "The lag of group {Group} in {Topic} could not be queried; until it can, no event that waits for this topic is deferred for too long.")]
    public static partial void LagUnknown(this ILogger logger, Exception exception, string group, string topic);

    /// <summary>An operator dropped events.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} parked events of {Entity} were dropped: {Reason}")]
    public static partial void Dropped(this ILogger logger, string entity, long count, string reason);

    /// <summary>The result of events can't be stored.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "The events of {Entity} have a result that can't be stored ({ErrorType}: {Error}); they are applied one at a time, and the failing one is found.")]
    public static partial void WriteRejected(this ILogger logger, string entity, string errorType, string error);

    /// <summary>Kafka will never take an output.</summary>
    [LoggerMessage(Level = LogLevel.Error, Message = "Output {EventId} of {Entity} to {Topic} is rejected and kept with its bytes, until it is redriven or dropped: {Error}")]
    public static partial void OutputRejected(this ILogger logger, string entity, string eventId, string topic, string error);

    /// <summary>An operator published rejected outputs.</summary>
    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} rejected outputs of {Entity} were published after all.")]
    public static partial void RejectedOutputsPublished(this ILogger logger, string entity, long count);

    /// <summary>An operator dropped rejected outputs.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} rejected outputs of {Entity} were dropped: {Reason}")]
    public static partial void RejectedOutputsDropped(this ILogger logger, string entity, long count, string reason);

    /// <summary>A write failed, and what is stored is not known.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Entity} could not be written; it leaves the memory and the delivery is retried ({Times} such writes since this was last logged).")]
    public static partial void WriteFailed(this ILogger logger, Exception exception, string entity, int times);

    /// <summary>Another silo has written an entity.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Entity} was changed by another silo in the meantime; it leaves the memory here and the delivery is retried ({Times} such writes since this was last logged).")]
    public static partial void WriteConflict(this ILogger logger, Exception exception, string entity, int times);

    /// <summary>Kafka does not answer this silo.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka has not answered this silo for {Age}: it gives up the {Count} entities in its memory, so that other silos serve them, and takes no events until Kafka answers.")]
    public static partial void KafkaLost(this ILogger logger, TimeSpan age, int count);

    /// <summary>Kafka answers this silo again.</summary>
    [LoggerMessage(Level = LogLevel.Information, Message = "Kafka answers this silo again; it takes events.")]
    public static partial void KafkaFound(this ILogger logger);

    /// <summary>A silo does not say which entities are active in it.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Silo} does not say which entities are active in it; until it does, every entity's events are calls of its grain. Asked again.")]
    public static partial void SiloNotMet(this ILogger logger, Exception exception, SiloAddress silo);

    /// <summary>An operator redrives all entities of an error.</summary>
    [LoggerMessage(Level = LogLevel.Information, Message = "The redrive of all entities stopped by {ErrorType} begins.")]
    public static partial void BulkRedriveBegins(this ILogger logger, string errorType);

    /// <summary>All entities of a bulk redrive were begun.</summary>
    [LoggerMessage(Level = LogLevel.Information, Message = "The redrive of all entities stopped by {ErrorType} has begun {Entities} entities with {Events} events, and failed to begin {Failed}.")]
    public static partial void BulkRedriveEnded(this ILogger logger, string errorType, long entities, long events, long failed);

    /// <summary>A bulk redrive could not go on.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "The redrive of all entities stopped by {ErrorType} could not go on; it is tried again.")]
    public static partial void BulkRedriveFailed(this ILogger logger, Exception exception, string errorType);

    /// <summary>An entity of a bulk redrive could not be begun.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "The redrive of {Grain}/{Key} could not be begun.")]
    public static partial void BulkRedriveOfOneFailed(this ILogger logger, Exception exception, string grain, string key);

    /// <summary>Whether a bulk redrive is unfinished could not be found out.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "The bulk redrive could not be called; it is tried again.")]
    public static partial void BulkRedriveNotCalled(this ILogger logger, Exception exception);
}
