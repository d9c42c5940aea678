using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Answers Orleans when it gives up a delivery: it goes on to the next event otherwise. The application's handler hears of it after the topic's policy
/// was applied. Runs on the agent's scheduler.
/// </summary>
internal sealed partial class KafkaDeliveryFailureHandler(QueueId queue, KafkaQueueCaches caches, IStreamFailureHandler? own, LogThrottle<LogKind> lines, ILogger<KafkaDeliveryFailureHandler> logger) : IStreamFailureHandler
{
    private readonly ILogger _logger = logger;

    // A faulted subscription is removed, and its events with it: that is the application's to want.
    public bool ShouldFaultSubsriptionOnError => own?.ShouldFaultSubsriptionOnError ?? false;

    public async Task OnDeliveryFailure(GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken)
    {
        await caches.Of(queue).ApplyFailurePolicyAsync(streamIdentity, sequenceToken);
        await ReportAsync(streamIdentity, handler => handler.OnDeliveryFailure(subscriptionId, streamProviderName, streamIdentity, sequenceToken));
    }

    // The runtime logs it and begins with the stream's first event that is not finished.
    public Task OnSubscriptionFailure(GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken) =>
        ReportAsync(streamIdentity, handler => handler.OnSubscriptionFailure(subscriptionId, streamProviderName, streamIdentity, sequenceToken));

    private async Task ReportAsync(StreamId stream, Func<IStreamFailureHandler, Task> report)
    {
        if (own is null)
        {
            return;
        }

        try
        {
            await report(own);
        }
        catch (Exception e)
        {
            // The agent would end its work for the subscriber with it.
            if (lines.TryPass(LogKind.Of("failure-handler", stream.GetNamespace() ?? "", e), out var times))
            {
                LogFailed(own.GetType().Name, stream, times, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Handler} failed on a failure of {Stream} ({Times} times since this was last logged).")]
    private partial void LogFailed(string handler, StreamId stream, int times, Exception error);
}
