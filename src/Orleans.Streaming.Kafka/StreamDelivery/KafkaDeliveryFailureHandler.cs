using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Answers Orleans when it gives up a delivery: it goes on to the next event otherwise. Runs on the agent's scheduler.
/// </summary>
internal sealed class KafkaDeliveryFailureHandler(QueueId queue, KafkaQueueCaches caches) : IStreamFailureHandler
{
    // A faulted subscription would be removed, and its events with it.
    public bool ShouldFaultSubsriptionOnError => false;

    public Task OnDeliveryFailure(GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken) =>
        caches.Of(queue).ApplyFailurePolicyAsync(streamIdentity, sequenceToken);

    // The runtime logs it and begins with the stream's first event that is not finished.
    public Task OnSubscriptionFailure(GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken) =>
        Task.CompletedTask;
}
