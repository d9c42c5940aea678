using Microsoft.Extensions.Logging;

namespace Platform.Processing;

/// <summary>What event-processing grains log.</summary>
internal static partial class EventProcessorLog
{
    /// <summary>A waiting event could not be applied when its turn came.</summary>
    [LoggerMessage(Level = LogLevel.Error, Message = "Event {EventId} ({EventType}) waited in {Entity} and could not be applied; it goes on waiting.")]
    public static partial void WaitingEventFailed(this ILogger logger, Exception exception, string entity, string eventId, string eventType);

    /// <summary>A write failed, and what is stored is not known.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Entity} could not be written; its activation ends and the delivery comes again.")]
    public static partial void WriteFailed(this ILogger logger, Exception exception, string entity);
}
