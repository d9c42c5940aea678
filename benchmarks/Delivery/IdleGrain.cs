using Orleans.Streaming.Kafka;

namespace Delivery;

/// <inheritdoc cref="IIdleGrain"/>
internal sealed class IdleGrain(DeliveryCount count) : Grain, IIdleGrain
{
    public ValueTask<BatchOutcome> Receive(EventBatch batch)
    {
        count.Add(batch.Events.Length);
        return ValueTask.FromResult(BatchOutcome.Done);
    }
}
