using Orleans.Runtime.Providers;

namespace Orleans.Streaming.Kafka;

/// <summary>How long an agent waits before it repeats a delivery, by the provider's own schedule. Thread-safe.</summary>
internal sealed class StreamDeliveryBackoff(RetrySchedule retry) : IMessageDeliveryBackoffProvider
{
    public TimeSpan Next(int attempt) => retry.DelayAfter(attempt + 1, Random.Shared.NextDouble());
}
