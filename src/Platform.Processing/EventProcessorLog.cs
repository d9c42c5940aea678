using Microsoft.Extensions.Logging;

namespace Platform.Processing;

/// <summary>What event-processing grains log.</summary>
internal static partial class EventProcessorLog
{
    /// <summary>A waiting event could not be applied when its turn came.</summary>
    [LoggerMessage(Level = LogLevel.Error, Message = "Event {EventId} ({EventType}) waited in {Entity} and could not be applied; it goes on waiting: {Error}")]
    public static partial void WaitingEventFailed(this ILogger logger, string entity, string eventId, string eventType, string error);

    /// <summary>An entity takes no more events.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Entity} is in quarantine ({ErrorType}: {Error}) since the event of {Topic}[{Partition}]@{Offset}; its events are parked.")]
    public static partial void Quarantined(this ILogger logger, string entity, string errorType, string error, string topic, int partition, long offset);

    /// <summary>A redrive begins.</summary>
    [LoggerMessage(Level = LogLevel.Information, Message = "{Entity} is being redriven: {Waiting} events are parked.")]
    public static partial void RedriveBegins(this ILogger logger, string entity, long waiting);

    /// <summary>A redrive ended well.</summary>
    [LoggerMessage(Level = LogLevel.Information, Message = "{Entity} is live again: every parked event was handed back.")]
    public static partial void RedriveEnded(this ILogger logger, string entity);

    /// <summary>A step of a redrive failed.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "A step of the redrive of {Entity} failed and is repeated.")]
    public static partial void RedriveStepFailed(this ILogger logger, Exception exception, string entity);

    /// <summary>A round of a watch failed.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for {What} failed; it is tried again.")]
    public static partial void WatchFailed(this ILogger logger, Exception exception, string what);

    /// <summary>A watch could not ask one entity.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain}/{Key} could not be asked (looking for {What}); the others are, and it is tried again.")]
    public static partial void EntityNotAsked(this ILogger logger, Exception exception, string what, string grain, string key);

    /// <summary>How far a group is behind could not be asked.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "How far group {Group} is behind in {Topic} could not be asked; until it can, no event waits too long for what comes there.")]
    public static partial void LagUnknown(this ILogger logger, Exception exception, string group, string topic);

    /// <summary>An operator dropped events.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} parked events of {Entity} were dropped: {Reason}")]
    public static partial void Dropped(this ILogger logger, string entity, long count, string reason);

    /// <summary>The outcome of events can't be stored.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "What events made of {Entity} can't be stored ({ErrorType}: {Error}); they are taken one at a time, and the guilty one fails.")]
    public static partial void WriteRefused(this ILogger logger, string entity, string errorType, string error);

    /// <summary>Kafka will never take an output.</summary>
    [LoggerMessage(Level = LogLevel.Error, Message = "Output {EventId} of {Entity} to {Topic} is refused for good and set aside among what was dropped: {Error}")]
    public static partial void OutputRefused(this ILogger logger, string entity, string eventId, string topic, string error);

    /// <summary>A write failed, and what is stored is not known.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Entity} could not be written; its activation ends and the delivery comes again.")]
    public static partial void WriteFailed(this ILogger logger, Exception exception, string entity);
}
