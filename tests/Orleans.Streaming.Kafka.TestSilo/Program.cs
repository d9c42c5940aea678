using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.TestSilo;

// A silo as a process of its own, for tests that add, kill and freeze one. Arguments: servers, group, topic, protocol, log file,
// session and heartbeat in ms. It says READY on its output, and stops cleanly at the end of its input.
var (servers, group, topic, protocol, path) = (args[0], args[1], args[2], Enum.Parse<KafkaGroupProtocol>(args[3]), args[4]);
var (session, heartbeat) = (TimeSpan.FromMilliseconds(int.Parse(args[5], CultureInfo.InvariantCulture)), TimeSpan.FromMilliseconds(int.Parse(args[6], CultureInfo.InvariantCulture)));
var ports = FreePorts();
var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders().AddSimpleConsole(o => (o.SingleLine, o.TimestampFormat) = (true, "HH:mm:ss.fff ")).SetMinimumLevel(LogLevel.Warning).AddFilter("Orleans.Streaming.Kafka", LogLevel.Information);
builder.Services.AddSingleton(new AppliedLog(path));
builder.UseOrleans(silo => silo
    .UseLocalhostClustering(ports[0], ports[1], serviceId: "tests", clusterId: Guid.NewGuid().ToString("N"))
    .AddKafkaStreams("test", kafka => kafka
        .Configure(o =>
        {
            (o.Connection, o.GroupId, o.GroupProtocol) = (new KafkaConnection { BootstrapServers = servers }, group, protocol);
            (o.SessionTimeout, o.HeartbeatInterval, o.AllowFewerReplicas) = (session, heartbeat, true);
        })
        .Topic(topic, t => t.DeliverTo<IAppliedGrain>())));
using var host = builder.Build();
await host.StartAsync();
var status = host.Services.GetRequiredKeyedService<IKafkaGroupStatus>("test");
while (!status.IsReady)
{
    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
}

Console.WriteLine("READY");
// Also when whoever started this is gone.
await Console.In.ReadToEndAsync();
await host.StopAsync();
Console.WriteLine("STOPPED");

static int[] FreePorts()
{
    using var first = new TcpListener(IPAddress.Loopback, 0);
    using var second = new TcpListener(IPAddress.Loopback, 0);
    first.Start();
    second.Start();
    return [((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port];
}
