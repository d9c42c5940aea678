using Microsoft.Extensions.Hosting;
using Orleans.Streaming.Kafka;

var builder = Host.CreateApplicationBuilder(args);
builder.UseOrleans(silo => silo
    .UseLocalhostClustering()
    .AddKafkaStreams("kafka", kafka => kafka
        .Configure(o => (o.Connection, o.GroupId) = (new KafkaConnection { BootstrapServers = "localhost:9092" }, "orders-app"))
        .Topic("orders", topic => topic.DeliverTo<IOrderGrain>())));
await builder.Build().RunAsync();

public interface IOrderGrain : IEventReceiver;

public sealed class OrderGrain : Grain, IOrderGrain
{
    public ValueTask<BatchOutcome> Receive(EventBatch batch)
    {
        Console.WriteLine($"{this.GetPrimaryKeyString()}: {batch.Events.Length} events up to {batch.Events[^1].Position}");
        return ValueTask.FromResult(BatchOutcome.Done);
    }
}
