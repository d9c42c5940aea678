using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Streams;

namespace Delivery;

/// <summary>Orleans' own way: a loop publishes each record to the stream of its key, and a grain is subscribed to each stream. Orleans' memory streams, its fastest.</summary>
internal static class StockStreams
{
    public const string Namespace = "orders";
    private const string Provider = "stock";
    private const int BatchCountMax = 1_000;

    public static async Task RunAsync(string bootstrap, string topic, DeliveryCount count, TimeSpan limit)
    {
        using var host = LocalSilo.Build(count, silo => silo.AddMemoryGrainStorage(ProviderConstants.DEFAULT_PUBSUB_PROVIDER_NAME).AddMemoryStreams<DefaultMemoryMessageBodySerializer>(Provider));
        await host.StartAsync();
        using var stop = new CancellationTokenSource(limit);
        var streams = host.Services.GetRequiredKeyedService<IStreamProvider>(Provider);
        var publishing = Task.Run(() => PublishAsync(bootstrap, topic, streams, stop.Token));
        await count.WaitAsync(limit);
        await stop.CancelAsync();
        await publishing;

        // Its shutdown would deliver what is queued.
        Console.WriteLine(count);
        Environment.Exit(0);
    }

    private static async Task PublishAsync(string bootstrap, string topic, IStreamProvider streams, CancellationToken stop)
    {
        using var consumer = OrderConsumer.Open(bootstrap, topic);
        var batch = new Dictionary<string, List<OrderEvent>>();
        while (!stop.IsCancellationRequested)
        {
            batch.Clear();
            for (var i = 0; i < BatchCountMax && consumer.Consume(50) is { } record; i++)
            {
                if (!batch.TryGetValue(record.Message.Key, out var events))
                {
                    batch.Add(record.Message.Key, events = []);
                }

                events.Add(OrderEvent.Read(record.Message.Value));
            }

            // One key's events in one call and in order; what comes after them waits.
            await Task.WhenAll(batch.Select(key => streams.GetStream<OrderEvent>(StreamId.Create(Namespace, key.Key)).OnNextBatchAsync(key.Value)));
        }
    }
}
