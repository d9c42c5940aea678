using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers.Streams.Common;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Behaviour;

/// <summary>What the provider does, on whichever broker.</summary>
public abstract class ProviderBehaviour
{
    private const int Partitions = 4;

    private readonly string _topic = $"t-{Guid.NewGuid():N}";
    private readonly string _group = $"g-{Guid.NewGuid():N}";

    protected abstract IKafkaBroker Broker { get; }

    [SkippableFact]
    public async Task KeyedDelivery_GivesEachEntityItsRecordsInOrder_AndCommitsToTheEnd()
    {
        await CreateTopicsAsync();
        await using var silo = await KafkaSilo.StartAsync(Broker, _group, [_topic]);

        await SendAsync(silo, Enumerable.Range(0, 5_000).Select(i => ($"e{i % 50}", $"{i}")));

        await Eventually.Async(() => silo.Probe.Count >= 5_000, () => $"{silo.Probe.Count} delivered");
        Assert.Equal(5_000, silo.Probe.Count);
        for (var e = 0; e < 50; e++)
        {
            var entity = e;
            Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{(i * 50) + entity}"), silo.Probe.TextsOf($"e{e}"));
        }

        await AwaitCommittedAsync(5_000);
    }

    [SkippableFact]
    public async Task KeyedDelivery_WhenOneEntityFails_DeliversTheOthersAndCommitsBelowIt()
    {
        await CreateTopicsAsync();
        await using var silo = await KafkaSilo.StartAsync(Broker, _group, [_topic], o => o.RetryDelayMax = TimeSpan.FromMilliseconds(200));
        var broken = true;
        silo.Probe.BeforeAsync = (key, _) => broken && key == "bad" ? throw new IOException("database away") : Task.CompletedTask;

        await SendAsync(silo, [("bad", "0")]);
        await SendAsync(silo, Enumerable.Range(1, 400).Select(i => ($"e{i % 40}", $"{i}")));

        await Eventually.Async(() => silo.Probe.Count == 400, () => $"{silo.Probe.Count} delivered");
        // Its partition stays at its offset, 0; the others reach their ends.
        await AwaitCommittedAsync(401 - CountInPartitionOf("bad"));
        broken = false;
        await Eventually.Async(() => silo.Probe.Count == 401, () => $"{silo.Probe.Count} delivered");
        await AwaitCommittedAsync(401);
    }

    [SkippableFact]
    public async Task Progress_SaysOfEveryPartitionWhereItEndsAndWhereTheGroupIs()
    {
        await CreateTopicsAsync();
        await using var silo = await KafkaSilo.StartAsync(Broker, _group, [_topic], o => o.RetryDelayMax = TimeSpan.FromMilliseconds(200));
        var progress = silo.Services.GetRequiredService<IKafkaGroupProgress>();
        var broken = true;
        silo.Probe.BeforeAsync = (key, _) => broken && key == "bad" ? throw new IOException("database away") : Task.CompletedTask;
        await SendAsync(silo, [("bad", "0")]);
        await SendAsync(silo, Enumerable.Range(1, 400).Select(i => ($"e{i % 40}", $"{i}")));
        await AwaitCommittedAsync(401 - CountInPartitionOf("bad"));

        var behind = (await progress.GetAsync(_group, _topic))!;
        broken = false;
        await AwaitCommittedAsync(401);
        var level = (await progress.GetAsync(_group, _topic))!;

        Assert.Equal(Enumerable.Range(0, Partitions), behind.Select(partition => partition.Partition));
        Assert.Equal(401, behind.Sum(partition => partition.End));
        Assert.Equal(0, Assert.Single(behind, partition => partition.Committed < partition.End).Committed);
        Assert.All(level, partition => Assert.Equal(partition.End, partition.Committed));
        Assert.Null(await progress.GetAsync(_group, "no-such-topic"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await progress.GetAsync("no-such-group", _topic));
    }

    [SkippableFact]
    public async Task Agents_RunOnePerAssignedPartition_AndNothingIsDeliveredOrCommittedWhileTheyAreStopped()
    {
        await CreateTopicsAsync();
        await using var silo = await KafkaSilo.StartAsync(Broker, _group, [_topic]);
        var management = silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        await AwaitAgentsAsync(management, Partitions);
        await SendAsync(silo, Enumerable.Range(0, 100).Select(i => ($"e{i}", "before")));
        await Eventually.Async(() => silo.Probe.Count == 100, () => $"{silo.Probe.Count} delivered");
        await AwaitCommittedAsync(100);

        await CommandAsync(management, PersistentStreamProviderCommand.StopAgents);
        await SendAsync(silo, Enumerable.Range(0, 100).Select(i => ($"e{i}", "while stopped")));
        // Longer than several commit intervals and fetches: what could be delivered would be.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);

        Assert.Equal(100, silo.Probe.Count);
        Assert.Equal(100, await GroupReader.CommittedSumAsync(Broker, _group, _topic, Partitions));
        await CommandAsync(management, PersistentStreamProviderCommand.StartAgents);
        await Eventually.Async(() => silo.Probe.Count == 200, () => $"{silo.Probe.Count} delivered");
        await AwaitCommittedAsync(200);
        await AwaitAgentsAsync(management, Partitions);
    }

    [SkippableFact]
    public async Task Ready_MeansThatEveryPartitionHasACommittedStart_AndLatestIsFixedThen()
    {
        await CreateTopicsAsync();
        await using (var before = await KafkaSilo.StartAsync(Broker, $"{_group}-other", [_topic]))
        {
            await SendAsync(before, Enumerable.Range(0, 40).Select(i => ($"e{i}", "before the group began")));
        }

        await using (var first = await KafkaSilo.StartAsync(Broker, _group, [_topic], o => o.Start = KafkaStart.Latest))
        {
            var committed = await GroupReader.CommittedAsync(Broker, _group, _topic, Partitions);
            Assert.All(committed, offset => Assert.NotNull(offset));
            Assert.Equal(40, committed.Sum());
            // It dies before it delivered anything.
            first.Probe.BeforeAsync = (_, _) => throw new IOException("dying");
            await SendAsync(first, Enumerable.Range(0, 40).Select(i => ($"e{i}", "after")));
        }

        await using var second = await KafkaSilo.StartAsync(Broker, _group, [_topic], o => o.Start = KafkaStart.Latest);
        await Eventually.Async(() => second.Probe.Count == 40, () => $"{second.Probe.Count} delivered");
        Assert.All(second.Probe.Keys, key => Assert.Equal(["after"], second.Probe.TextsOf(key)));
    }

    [SkippableFact]
    public async Task DeadLetters_KeepPartitionKeyBytesAndHeaders_SayWhy_AndNothingStops()
    {
        await CreateTopicsAsync();
        await using var silo = await KafkaSilo.StartAsync(Broker, _group, [_topic]);
        var header = new KeyValuePair<string, byte[]?>("h", [1, 2]);

        await silo.Producer.SendAsync(new KafkaMessage { Topic = _topic, Key = [0xFF, 0xFE], Value = [1], Partition = 1, Headers = [header] });
        await silo.Producer.SendAsync(new KafkaMessage { Topic = _topic, Key = "k"u8.ToArray(), Value = null, Partition = 2 });
        await silo.Producer.SendAsync(new KafkaMessage { Topic = _topic, Key = " "u8.ToArray(), Value = [3], Partition = 3 });
        await silo.Producer.SendAsync(new KafkaMessage { Topic = _topic, Key = "r"u8.ToArray(), Value = "refuse me"u8.ToArray(), Partition = 1 });
        await silo.Producer.SendAsync(new KafkaMessage { Topic = _topic, Key = "p"u8.ToArray(), Value = "refuse and park 7"u8.ToArray(), Partition = 2 });
        await silo.Producer.SendAsync(new KafkaMessage { Topic = _topic, Key = "ok"u8.ToArray(), Value = "fine"u8.ToArray(), Partition = 1 });

        await Eventually.Async(() => silo.Probe.TextsOf("ok").Count == 1, () => $"{silo.Probe.Count} delivered");
        var letters = GroupReader.ReadAll(Broker, _topic + ".dlq", 4).OrderBy(l => l.Partition.Value).ThenBy(l => Text(l, "dlq-offset")).ToList();
        Assert.Equal(["bad-key", "test-refusal", "test-refusal", "bad-entity-id"], letters.Select(l => Text(l, "dlq-error-type")));
        Assert.Equal([1, 1, 2, 3], letters.Select(l => l.Partition.Value));
        Assert.Equal([null, null, "7", null], letters.Select(l => l.Message.Headers.TryGetLastBytes("dlq-sequence", out var sequence) ? Encoding.UTF8.GetString(sequence) : null));
        Assert.Equal([0xFF, 0xFE], letters[0].Message.Key!);
        Assert.Equal([1], letters[0].Message.Value!);
        Assert.Equal([1, 2], letters[0].Message.Headers.GetLastBytes("h"));
        Assert.Equal(_topic, Text(letters[0], "dlq-topic"));
        Assert.Equal("1", Text(letters[0], "dlq-partition"));
        Assert.Equal("0", Text(letters[0], "dlq-offset"));
        Assert.Equal(_group, Text(letters[0], "dlq-group"));
        Assert.Equal("r", Text(letters[1], "dlq-entity"));
        Assert.Equal("1", Text(letters[1], "dlq-attempts"));
        await AwaitCommittedAsync(6);
        Assert.Equal(["(tombstone)"], silo.Probe.TextsOf("k"));
    }

    [SkippableFact]
    public async Task Stop_DrainsAndCommitsWhatIsFinished_SoThatARestartRepeatsNothing()
    {
        await CreateTopicsAsync();
        int delivered;
        await using (var first = await KafkaSilo.StartAsync(Broker, _group, [_topic], o => o.CommitInterval = TimeSpan.FromMinutes(1)))
        {
            await SendAsync(first, Enumerable.Range(0, 2_000).Select(i => ($"e{i % 20}", $"{i}")));
            await Eventually.Async(() => first.Probe.Count == 2_000, () => $"{first.Probe.Count} delivered");
            await first.StopAsync();
            delivered = first.Probe.Count;
        }

        await using var second = await KafkaSilo.StartAsync(Broker, _group, [_topic]);
        await SendAsync(second, [("e0", "last")]);
        await Eventually.Async(() => second.Probe.TextsOf("e0").Contains("last"), () => $"{second.Probe.Count} delivered");
        Assert.Equal(2_000, delivered);
        Assert.Equal(1, second.Probe.Count);
    }

    [SkippableFact]
    public async Task Backpressure_WhenDeliveryIsSlow_HoldsNoMoreThanTheLimitAndLosesNothing()
    {
        await CreateTopicsAsync();
        await using var silo = await KafkaSilo.StartAsync(Broker, _group, [_topic], o => (o.PartitionRecordsMax, o.EntitiesInFlightMax) = (50, 2));
        long heldMost = 0;
        var gate = new Lock();
        silo.Probe.BeforeAsync = (_, _) =>
        {
            lock (gate)
            {
                heldMost = Math.Max(heldMost, silo.Group.Services.Assignment.Partitions.Max(p => p.Memory.Records));
            }

            return Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        };

        await SendAsync(silo, Enumerable.Range(0, 3_000).Select(i => ($"e{i % 30}", $"{i}")));

        await Eventually.Async(() => silo.Probe.Count >= 3_000, () => $"{silo.Probe.Count} delivered");
        Assert.Equal(3_000, silo.Probe.Count);
        // Read up to the limit, and never above it.
        Assert.Equal(50, heldMost);
        for (var e = 0; e < 30; e++)
        {
            var entity = e;
            Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{(i * 30) + entity}"), silo.Probe.TextsOf($"e{e}"));
        }
    }

    private static string Text(Confluent.Kafka.ConsumeResult<byte[]?, byte[]?> record, string header) =>
        Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes(header));

    private static Task<object?[]> CommandAsync(IManagementGrain management, PersistentStreamProviderCommand command) =>
        management.SendControlCommandToProvider<PersistentStreamProvider>(KafkaSilo.Provider, (int)command);

    private static async Task AwaitAgentsAsync(IManagementGrain management, int count)
    {
        object?[] answer = [];
        for (var i = 0; i < 100; i++)
        {
            answer = await CommandAsync(management, PersistentStreamProviderCommand.GetNumberRunningAgents);
            if (answer is [int running] && running == count)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        Assert.Fail($"{string.Join(", ", answer)} agents run, not {count}.");
    }

    private async Task CreateTopicsAsync()
    {
        await Broker.CreateTopicAsync(_topic, Partitions);
        await Broker.CreateTopicAsync(_topic + ".dlq", Partitions);
    }

    private async Task SendAsync(KafkaSilo silo, IEnumerable<(string Key, string Text)> records)
    {
        var results = await silo.Producer.SendManyAsync([.. records.Select(r => new KafkaMessage
        {
            Topic = _topic,
            Key = Encoding.UTF8.GetBytes(r.Key),
            Value = Encoding.UTF8.GetBytes(r.Text),
        })]);
        Assert.All(results, r => Assert.Null(r.Error));
    }

    private int CountInPartitionOf(string key)
    {
        var partition = Murmur2.PartitionOf(Encoding.UTF8.GetBytes(key), Partitions);
        return GroupReader.ReadAll(Broker, _topic, 401).Count(r => r.Partition.Value == partition);
    }

    private async Task AwaitCommittedAsync(long sum)
    {
        long found = -1;
        for (var i = 0; i < 300 && found != sum; i++)
        {
            found = await GroupReader.CommittedSumAsync(Broker, _group, _topic, Partitions);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Assert.Equal(sum, found);
    }
}
