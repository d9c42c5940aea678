using System.Globalization;
using System.Text;
using Orleans.Streaming.Kafka.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Producing;

/// <summary>Three brokers, one of which is killed while it leads partitions that are being written to.</summary>
public sealed class LeaderLossTests
{
    private const int Keys = 100;
    private static readonly double Scale = double.Parse(Environment.GetEnvironmentVariable("PLATFORM_TEST_SCALE") ?? "0.1", CultureInfo.InvariantCulture);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public async Task SendMany_WhenALeaderIsKilledUnderLoad_LosesAndReordersNothing()
    {
        Skip.If(RealKafka.OwnBrokersSkipReason is not null, RealKafka.OwnBrokersSkipReason);
        var rounds = Math.Max(20, (int)(5_000 * Scale));
        await using var brokers = await RealKafka.StartAsync(new RealKafkaOptions { Brokers = 3 });
        await brokers.CreateTopicAsync("survives", 6, 3, new Dictionary<string, string> { ["min.insync.replicas"] = "2" });
        using var test = new TestProducer(brokers, o => o.QueueRecordsMax = 2_000);

        // Several callers at once, each with keys of its own and many sends under way.
        var callers = Enumerable.Range(0, 4).Select(caller => Task.Run(() => SendAsync(test.Producer, caller, rounds))).ToList();
        await Eventually.Async(() => callers.TrueForAll(c => !c.IsFaulted) && test.Stored("survives") > Keys * rounds / 4, () => $"{test.Stored("survives")} records stored");
        brokers.KillBroker(2);
        await Task.WhenAll(callers).WaitAsync(Patience);

        var records = GroupReader.ReadAll(brokers, "survives", Keys * rounds, seconds: 60);
        Assert.Equal(Keys * rounds, records.Count);
        foreach (var key in records.GroupBy(r => Encoding.UTF8.GetString(r.Message.Key!)))
        {
            Assert.Equal(Enumerable.Range(0, rounds), key.OrderBy(r => r.Offset.Value).Select(r => int.Parse(Encoding.UTF8.GetString(r.Message.Value!), CultureInfo.InvariantCulture)));
        }
    }

    private static async Task SendAsync(KafkaProducer producer, int caller, int rounds)
    {
        var sends = new List<Task<IReadOnlyList<SendResult>>>();
        for (var round = 0; round < rounds; round++)
        {
            sends.Add(producer.SendManyAsync([.. Enumerable.Range(0, Keys / 4).Select(key => TestProducer.Message("survives", $"{caller}-{key}", $"{round}"))]));
            if (sends.Count == 50)
            {
                await Task.WhenAll(sends);
                Assert.All(sends.SelectMany(s => s.Result), r => Assert.Null(r.Error));
                sends.Clear();
            }
        }

        Assert.All((await Task.WhenAll(sends)).SelectMany(r => r), r => Assert.Null(r.Error));
    }
}
