using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

/// <summary>
/// Many aborted transactions in a row, read slowly: a quota of the broker sees to that. It lets nothing through for some seconds at a
/// time; all of them together take several times as long as a stall to be found.
/// </summary>
[Collection(LogsGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class AbortedRunTests(RealBrokerFixture fixture) : RealGroupTest(() => fixture.Broker)
{
    private const int Transactions = 32;
    private const int RecordsPerTransaction = 5;
    private const int BytesPerSecond = 50_000;

    [SkippableFact]
    public async Task ALongRunOfAbortedRecords_IsNoStall_AndWhatLiesBehindItIsRead()
    {
        var home = Environment.GetEnvironmentVariable("KAFKA_HOME");
        Skip.If(home is null, "KAFKA_HOME is not set: Kafka's tools are not here.");
        await Broker.CreateTopicAsync(Topic, 1);
        await Broker.CreateTopicAsync(Topic + ".dlq", 1);
        GroupReader.Commit(Broker, Group, Topic, 0, 0);
        using (var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = Broker.BootstrapServers, TransactionalId = Group }).Build())
        {
            producer.InitTransactions(TimeSpan.FromSeconds(30));
            for (var i = 0; i < Transactions; i++)
            {
                producer.BeginTransaction();
                for (var j = 0; j < RecordsPerTransaction; j++)
                {
                    producer.Produce(new TopicPartition(Topic, 0), new Message<byte[], byte[]> { Key = "aborted"u8.ToArray(), Value = Encoding.UTF8.GetBytes(new string('x', 10_000)) });
                }

                producer.Flush(TimeSpan.FromSeconds(30));
                producer.AbortTransaction(TimeSpan.FromSeconds(30));
            }

            producer.BeginTransaction();
            TopicAdmin.ProduceWith(producer, Topic, 0, Records(0, 10));
            producer.CommitTransaction(TimeSpan.FromSeconds(30));
        }

        await LimitAsync(home, Group);
        var log = new LogCapture();
        await using var silo = await StartAsync(
            o => (o.StallTimeout, o.Connection) = (TimeSpan.FromSeconds(12), new KafkaConnection { BootstrapServers = Broker.BootstrapServers, ClientId = Group }),
            log.AddTo);

        await Eventually.Async(() => silo.Probe.TextsOf("k").Count == 10, () => string.Join('\n', log.Entries.TakeLast(5)), seconds: 120);

        Assert.DoesNotContain(log.Entries, e => e.Message.Contains("stalled", StringComparison.Ordinal));
        Assert.Equal(10, silo.Probe.Count);
        await AwaitCommittedAsync(0, (Transactions * (RecordsPerTransaction + 1)) + 11);
    }

    private async Task LimitAsync(string home, string client)
    {
        var start = new ProcessStartInfo(Path.Combine(home, "bin", "kafka-configs.sh")) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in new[]
        {
            "--bootstrap-server", Broker.BootstrapServers, "--alter", "--add-config", $"consumer_byte_rate={BytesPerSecond}", "--entity-type", "clients", "--entity-name", client,
        })
        {
            start.ArgumentList.Add(argument);
        }

        using var tool = Process.Start(start)!;
        var said = await tool.StandardOutput.ReadToEndAsync();
        await tool.WaitForExitAsync();
        Assert.True(tool.ExitCode == 0, said);
    }
}
