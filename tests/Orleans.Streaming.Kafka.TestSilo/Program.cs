using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.TestSilo;
using Orleans.Streams;

// A silo as a process of its own, for tests that add, kill and freeze one. It says READY on its output, and stops cleanly at
// the end of its input.
var options = TestSiloOptions.Of(args[0]);
var name = Path.GetFileName(options.LogPath);
var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders().AddSimpleConsole(o => (o.SingleLine, o.TimestampFormat) = (true, "HH:mm:ss.fff ")).SetMinimumLevel(LogLevel.Warning).AddFilter("Orleans.Streaming.Kafka", LogLevel.Information);
builder.Services.AddSingleton(options);
builder.Services.AddSingleton(new AppliedLog(options.LogPath));
builder.UseOrleans(silo => silo
    .UseLocalhostClustering(options.SiloPort, FreePort(), new IPEndPoint(IPAddress.Loopback, options.PrimaryPort), serviceId: "tests", clusterId: "tests")
    .Configure<EndpointOptions>(o => o.SiloListeningEndpoint = options.ListeningPort is { } port ? new IPEndPoint(IPAddress.Loopback, port) : null)
    // A silo that was called dead while it slept learns that from the table: not only a minute after it woke.
    .Configure<ClusterMembershipOptions>(o => (o.ProbeTimeout, o.NumMissedProbesLimit, o.NumVotesForDeathDeclaration, o.TableRefreshTimeout) = (options.ProbeTimeout, 2, 1, TimeSpan.FromSeconds(5)))
    .AddOutgoingGrainCallFilter(context =>
    {
        RequestContext.Set(AppliedGrain.Deliverer, name);
        return context.Invoke();
    })
    .AddMemoryGrainStorage("PubSubStore")
    .AddKafkaStreams("test", Configure));
using var host = builder.Build();
await host.StartAsync();
var status = host.Services.GetRequiredKeyedService<IKafkaGroupStatus>("test");
while (!status.IsReady)
{
    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
}

Console.WriteLine("READY");
if (options.BatchTopic is { } batches)
{
    var stream = host.Services.GetRequiredKeyedService<IStreamProvider>("test").GetStream<string>(StreamId.Create(batches, "k"));
    await stream.OnNextBatchAsync(Enumerable.Range(0, TestSiloOptions.BatchCount).Select(i => $"{i}"));
    Console.WriteLine("PRODUCED");
}

// Also when whoever started this is gone.
await Console.In.ReadToEndAsync();
await host.StopAsync();
Console.WriteLine("STOPPED");

void Configure(KafkaStreamsBuilder kafka)
{
    kafka.Configure(o =>
    {
        (o.Connection, o.GroupId, o.GroupProtocol) = (new KafkaConnection { BootstrapServers = options.Servers }, options.Group, options.Protocol);
        (o.SessionTimeout, o.HeartbeatInterval, o.AllowFewerReplicas) = (options.SessionTimeout, options.HeartbeatInterval, true);
        (o.DrainTimeout, o.EntitiesInFlightMax, o.SlowCallAge, o.CallTimeout) = (options.DrainTimeout, options.EntitiesInFlightMax, options.SlowCallAge, options.CallTimeout);
    });
    if (options.BatchTopic is { } batchTopic)
    {
        kafka.Configure(o => o.TransactionalBatches = true).Topic(batchTopic, t => t.AsStream());
    }

    foreach (var topic in options.Topics)
    {
        kafka.Topic(topic, t => t.DeliverTo<IAppliedGrain>());
    }
}

static int FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}
