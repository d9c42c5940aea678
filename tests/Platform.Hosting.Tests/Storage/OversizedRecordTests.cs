using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Testing;
using Platform.Configuration;
using Platform.Hosting.Storage;
using Platform.Hosting.Tests.Meters;
using Platform.Persistence;
using Platform.Processing;

namespace Platform.Hosting.Tests.Storage;

/// <summary>A record that no dead-letter topic takes, from the broker to the database.</summary>
[Trait("Needs", "RealParts")]
public sealed class OversizedRecordTests : IDisposable
{
    private const string Topic = "meters.readings";
    private const string Group = "meters";

    private readonly string _folder = Directory.CreateTempSubdirectory("platform-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task Record_WhoseDeadLetterIsTooLarge_IsKeptInTheDatabaseAndItsPartitionGoesOn()
    {
        Skip.If(RealKafka.SkipReason is not null, RealKafka.SkipReason);
        await using var broker = await RealKafka.StartAsync();
        await broker.CreateTopicAsync(Topic, 1);
        await broker.CreateTopicAsync(Topic + ".dlq", 1, replicationFactor: null, new Dictionary<string, string> { ["max.message.bytes"] = "50000" });
        var (key, value) = (new byte[3_000], new byte[800_000]);
        new Random(1).NextBytes(key);
        new Random(2).NextBytes(value);
        using var database = SqliteDatabase.Choose(
            new PlatformSettings { Storage = new StorageSettings { ConnectionString = $"Data Source={Path.Combine(_folder, "platform.db")}" } }, _folder);
        using var host = Build(broker.BootstrapServers, database);
        await host.StartAsync();
        var producer = host.Services.GetRequiredKeyedService<IKafkaProducer>("outside");
        await producer.SendAsync(new KafkaMessage { Topic = Topic, Key = key, Value = value, Headers = [new("h", [1, 0]), new("none", null)] });
        await producer.SendAsync(new KafkaMessage { Topic = Topic, Value = [1] });

        var storage = host.Services.GetRequiredKeyedService<IOversizedRecordStorage>(EventProcessing.StorageName);
        IReadOnlyList<Persistence.OversizedRecord> kept = [];
        long? committed = null;
        for (var i = 0; i < 600 && (kept.Count == 0 || committed != 2); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            kept = await storage.ReadAsync(Group, Topic, 0, 0, 10);
            committed = await host.Services.GetRequiredService<IKafkaGroupOffsets>().GetCommittedAsync(Group, Topic, kept.Count == 0 ? Guid.Empty : kept[0].TopicId, 0);
        }

        await host.StopAsync();
        var record = Assert.Single(kept);
        Assert.Equal(2, committed);
        Assert.Equal(key, record.Key);
        Assert.Equal(value, record.Value);
        Assert.Equal(["h", "none"], record.Headers.Select(h => h.Key));
        Assert.Equal([1, 0], record.Headers[0].Value!);
        Assert.Equal((0L, "bad-entity-id"), (record.Offset, record.ErrorType));
    }

    private static IHost Build(string bootstrapServers, SqliteDatabase database)
    {
        var connection = new KafkaConnection { BootstrapServers = bootstrapServers };
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development" });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddKafkaProducer("outside", o => o.Connection = connection);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), FreePort(), serviceId: "tests", clusterId: Guid.NewGuid().ToString("N"));
            silo.AddPlatformStorage(database);
            silo.AddKafkaStreams("meters", kafka => kafka
                .Configure(o =>
                {
                    (o.Connection, o.GroupId) = (connection, Group);
                    o.CommitInterval = TimeSpan.FromMilliseconds(100);
                })
                .Topic(Topic, topic => topic.DeliverTo<IMeterGrain>(static _ => null)));
        });
        return builder.Build();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
