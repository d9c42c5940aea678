using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>An admin client and how many use it; disposed when the last one releases it. Thread-safe.</summary>
internal sealed class ReferenceCountedAdminClient(IAdminClient admin)
{
    // Whoever built it is the first.
    private int _users = 1;

    public IAdminClient Admin => admin;

    public ReferenceCountedAdminClient Enter()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            // The one who used it last must not wait for the client's threads.
            _ = BlockingCall.RunAsync("kafka-close", admin.Dispose);
        }
    }
}
