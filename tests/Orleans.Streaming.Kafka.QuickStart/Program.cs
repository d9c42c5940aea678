using Microsoft.Extensions.Hosting;
using Orleans.Streaming.Kafka;

var builder = Host.CreateApplicationBuilder(args);
builder.UseOrleans(silo => silo
    .UseLocalhostClustering()
    .AddKafkaStreams("kafka", kafka => kafka
        .Configure(o => (o.Connection, o.GroupId) = (new KafkaConnection { BootstrapServers = "localhost:9092" }, "meters-app"))
        .Topic("readings", topic => topic.DeliverTo<IMeterGrain>())));
await builder.Build().RunAsync();

public interface IMeterGrain : IEventReceiver;

public sealed class MeterGrain : Grain, IMeterGrain
{
    public ValueTask<BatchOutcome> Receive(EventBatch batch)
    {
        Console.WriteLine($"{this.GetPrimaryKeyString()}: {batch.Events.Length} events up to {batch.Events[^1].Position}");
        return ValueTask.FromResult(BatchOutcome.Done);
    }
}
