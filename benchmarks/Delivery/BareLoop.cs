namespace Delivery;

/// <summary>What the client alone can do: one consumer, one loop, the same decoding, nothing else.</summary>
internal static class BareLoop
{
    public static async Task RunAsync(string bootstrap, string topic, DeliveryCount count, TimeSpan limit)
    {
        using var stop = new CancellationTokenSource(limit);
        var reading = Task.Factory.StartNew(
            () =>
            {
                using var consumer = OrderConsumer.Open(bootstrap, topic);
                while (!count.IsComplete && !stop.IsCancellationRequested)
                {
                    if (consumer.Consume(100) is { } record)
                    {
                        GC.KeepAlive(OrderEvent.Read(record.Message.Value));
                        count.Add(1);
                    }
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await count.WaitAsync(limit);
        await reading;
    }
}
