using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.DeadLetters;

/// <summary>Poison of every kind, on the real broker: none stops a partition, each becomes a dead letter that says why.</summary>
[Collection(RealBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class RealDeadLetterTests(RealBrokerFixture fixture)
{
    // The broker's and the topics' default.
    private const int RecordBytesMax = 1_048_588;

    private readonly string _topic = $"t-{Guid.NewGuid():N}";
    private readonly string _group = $"g-{Guid.NewGuid():N}";

    [SkippableFact]
    public async Task Poison_OfEveryKindAtOnce_StopsNothingAndIsKeptWithItsReason()
    {
        const int Partitions = 2;
        var large = RandomNumberBytes(1_000_000);
        await fixture.Broker.CreateTopicAsync(_topic, Partitions);
        await fixture.Broker.CreateTopicAsync(
            _topic + ".dlq", Partitions, replicationFactor: null, new Dictionary<string, string> { ["max.message.bytes"] = $"{RecordBytesMax + (64 << 10)}" });
        await using var silo = await KafkaSilo.StartAsync(fixture.Broker, _group, [], build: kafka => kafka
            .DecodeWith<PoisonableDecoder>()
            .Topic(_topic, t => t.DeliverTo<IProbeGrain>(e => Encoding.UTF8.GetString((byte[])e.Value).Split(':')[0])));
        silo.Probe.BeforeAsync = static (_, batch) => Array.Exists(batch.Events, e => Text(e).EndsWith(":throws", StringComparison.Ordinal))
            ? throw new FormatException("an event the grain can't take")
            : Task.CompletedTask;

        (byte[]? Key, byte[]? Value, string Why)[] poison =
        [
            ("k"u8.ToArray(), null, "null-value"),
            ([0xFF, 0xFE, 0x41], "undecodable:0"u8.ToArray(), "decoder-failed"),
            (null, ":blank"u8.ToArray(), "bad-entity-id"),
            (null, "  :blank"u8.ToArray(), "bad-entity-id"),
            (null, "a\0b:control"u8.ToArray(), "bad-entity-id"),
            (null, Encoding.UTF8.GetBytes(new string('x', 513) + ":long"), "bad-entity-id"),
            (null, "undecodable:1"u8.ToArray(), "decoder-failed"),
            (null, "unknown:1"u8.ToArray(), "unknown-type"),
            (null, "e1:throws"u8.ToArray(), "System.FormatException"),
            (null, large, "unknown-type"),
        ];
        for (var p = 0; p < Partitions; p++)
        {
            foreach (var (key, value, _) in poison)
            {
                await SendAsync(silo, p, key, value);
            }

            await SendAsync(silo, p, null, Encoding.UTF8.GetBytes($"e1:good{p}"));
            // The content names the entity, so the key plays no part.
            await SendAsync(silo, p, [0xFF, 0xFE, 0x41], Encoding.UTF8.GetBytes($"e2:good{p}"));
        }

        await Eventually.Async(() => silo.Probe.Count == 4, () => $"{silo.Probe.Count} delivered: {string.Join(", ", silo.Probe.Keys)}");
        await AwaitCommittedAsync(Partitions, Partitions * (poison.Length + 2));
        var letters = GroupReader.ReadAll(fixture.Broker, _topic + ".dlq", Partitions * poison.Length)
            .OrderBy(l => l.Partition.Value).ThenBy(l => int.Parse(Header(l, "dlq-offset")!)).ToList();
        for (var p = 0; p < Partitions; p++)
        {
            var mine = letters.Where(l => l.Partition.Value == p).ToList();
            Assert.Equal(poison.Select(x => x.Why), mine.Select(l => Header(l, "dlq-error-type")));
            Assert.Equal(Enumerable.Range(0, poison.Length).Select(o => $"{o}"), mine.Select(l => Header(l, "dlq-offset")));
            Assert.All(mine.Zip(poison), pair =>
            {
                Assert.Equal(pair.Second.Key, pair.First.Message.Key);
                Assert.Equal(pair.Second.Value, pair.First.Message.Value);
                Assert.Equal("kept", Header(pair.First, "h"));
            });
            Assert.Equal(("e1", "1"), (Header(mine[8], "dlq-entity"), Header(mine[8], "dlq-attempts")));
        }
    }

    [SkippableFact]
    public async Task Record_WhoseDeadLetterIsTooLargeForItsTopic_LeavesAStub()
    {
        var large = RandomNumberBytes(1_040_000);
        await fixture.Broker.CreateTopicAsync(_topic, 1);
        await fixture.Broker.CreateTopicAsync(_topic + ".dlq", 1, replicationFactor: null, new Dictionary<string, string> { ["max.message.bytes"] = "500000" });
        await using var silo = await KafkaSilo.StartAsync(fixture.Broker, _group, [], build: kafka => kafka
            .Topic(_topic, t => t.DeliverTo<IProbeGrain>(static _ => null)));

        await SendAsync(silo, 0, "k"u8.ToArray(), large);
        await SendAsync(silo, 0, "k"u8.ToArray(), [1]);

        var letters = GroupReader.ReadAll(fixture.Broker, _topic + ".dlq", 2).OrderBy(l => int.Parse(Header(l, "dlq-offset")!)).ToList();
        Assert.Equal(2, letters.Count);
        Assert.Null(letters[0].Message.Value);
        Assert.Equal("k"u8.ToArray(), letters[0].Message.Key);
        Assert.Equal("false", Header(letters[0], "dlq-stub-kept"));
        Assert.Equal("1040000", Header(letters[0], "dlq-stub-bytes"));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(large)), Header(letters[0], "dlq-stub-sha256"));
        Assert.Equal([1], letters[1].Message.Value!);
        await AwaitCommittedAsync(1, 2);
    }

    [SkippableFact]
    public async Task Record_WhoseDeadLetterIsTooLarge_IsGivenToTheHostsStoreByteForByte()
    {
        var (large, key) = (RandomNumberBytes(900_000), new byte[100_000]);
        new Random(6).NextBytes(key);
        await fixture.Broker.CreateTopicAsync(_topic, 1);
        await fixture.Broker.CreateTopicAsync(_topic + ".dlq", 1, replicationFactor: null, new Dictionary<string, string> { ["max.message.bytes"] = "50000" });
        await using var silo = await KafkaSilo.StartAsync(fixture.Broker, _group, [], build: kafka => kafka
            .KeepOversizedRecordsWith<KeptRecords>()
            .Topic(_topic, t => t.DeliverTo<IProbeGrain>(static _ => null)));

        await SendAsync(silo, 0, "k"u8.ToArray(), large);
        // No value to speak of: the key alone is too large.
        await SendAsync(silo, 0, key, null);
        await AwaitCommittedAsync(1, 2);

        var kept = silo.Services.GetRequiredService<KeptRecords>().All.OrderBy(r => r.Record.Position.Offset).ToList();
        Assert.Equal(2, kept.Count);
        Assert.Equal(large, kept[0].Record.Value);
        Assert.Equal(key, kept[1].Record.Key);
        Assert.Null(kept[1].Record.Value);
        Assert.All(kept, r => Assert.Equal((_group, "kept"), (r.Group, Encoding.UTF8.GetString(r.Record.Headers.Single().Value!))));
        var letters = GroupReader.ReadAll(fixture.Broker, _topic + ".dlq", 2).OrderBy(l => int.Parse(Header(l, "dlq-offset")!)).ToList();
        Assert.All(letters, l => Assert.Equal("true", Header(l, "dlq-stub-kept")));
        Assert.Equal("100000", Header(letters[1], "dlq-stub-key-bytes"));
        Assert.Null(letters[1].Message.Key);
    }

    [SkippableFact]
    public async Task DeadLetterTopic_ThatTakesNoRecordsWithoutKeys_HoldsTheOffsetUntilItIsMended_AndLosesNoBytes()
    {
        await fixture.Broker.CreateTopicAsync(_topic, 1);
        await fixture.Broker.CreateTopicAsync(_topic + ".dlq", 1, replicationFactor: null, new Dictionary<string, string> { ["cleanup.policy"] = "compact" });
        await using var silo = await KafkaSilo.StartAsync(fixture.Broker, _group, [], o => o.RetryDelayMax = TimeSpan.FromMilliseconds(200), kafka => kafka
            .Topic(_topic, t => t.DeliverTo<IProbeGrain>(static _ => null)));

        await SendAsync(silo, 0, null, [1, 2, 3]);
        await Eventually.Async(() => silo.Status.Degraded is not null, () => "not degraded");
        Assert.Equal(0, await GroupReader.CommittedSumAsync(fixture.Broker, _group, _topic, 1));
        using (var admin = new TopicAdmin(fixture.Broker))
        {
            await admin.SetAsync(_topic + ".dlq", "cleanup.policy", "delete");
        }

        await AwaitCommittedAsync(1, 1);
        Assert.Equal([1, 2, 3], Assert.Single(GroupReader.ReadAll(fixture.Broker, _topic + ".dlq", 1)).Message.Value!);
    }

    [SkippableFact]
    public async Task DeadLetterTopic_ThatIsCreatedAgainWithFewerPartitions_StillGetsAllBytes()
    {
        await fixture.Broker.CreateTopicAsync(_topic, 4);
        await fixture.Broker.CreateTopicAsync(_topic + ".dlq", 4);
        await using var silo = await KafkaSilo.StartAsync(fixture.Broker, _group, [], o => o.RetryDelayMax = TimeSpan.FromMilliseconds(200), kafka => kafka
            .Topic(_topic, t => t.DeliverTo<IProbeGrain>(static _ => null)));
        await SendAsync(silo, 3, null, [1]);
        await AwaitCommittedAsync(4, 1);

        using (var admin = new TopicAdmin(fixture.Broker))
        {
            await admin.RecreateAsync(_topic + ".dlq", 2);
        }

        await SendAsync(silo, 3, null, [2, 3]);
        await AwaitCommittedAsync(4, 2);
        var letter = Assert.Single(GroupReader.ReadAll(fixture.Broker, _topic + ".dlq", 1));
        Assert.Equal([2, 3], letter.Message.Value!);
        Assert.Equal((1, "3"), (letter.Partition.Value, Header(letter, "dlq-partition")));
    }

    [SkippableFact]
    public async Task MissingDeadLetterTopic_HoldsTheOffsetIsSeenInTheStatus_AndGoesOnOnceCreated()
    {
        await fixture.Broker.CreateTopicAsync(_topic, 1);
        await using var silo = await KafkaSilo.StartAsync(fixture.Broker, _group, [_topic], o => o.RetryDelayMax = TimeSpan.FromMilliseconds(200));

        await SendAsync(silo, 0, [0xFF], [1]);
        for (var i = 0; i < 20; i++)
        {
            await SendAsync(silo, 0, Encoding.UTF8.GetBytes($"e{i}"), [1]);
        }

        await Eventually.Async(() => silo.Probe.Count == 20 && silo.Status.Degraded is not null, () => $"{silo.Probe.Count} delivered, degraded: {silo.Status.Degraded}");
        Assert.Contains($"Topic \"{_topic}.dlq\" does not exist", silo.Status.Degraded, StringComparison.Ordinal);
        Assert.Equal(0, await GroupReader.CommittedSumAsync(fixture.Broker, _group, _topic, 1));
        await fixture.Broker.CreateTopicAsync(_topic + ".dlq", 1);
        await AwaitCommittedAsync(1, 21);
        Assert.Single(GroupReader.ReadAll(fixture.Broker, _topic + ".dlq", 1));
        Assert.Null(silo.Status.Degraded);
    }

    [SkippableFact]
    public async Task RecordsWithoutKey_FollowTheTopicsPolicy()
    {
        string[] topics = [$"{_topic}-a", $"{_topic}-b", $"{_topic}-c"];
        foreach (var topic in topics)
        {
            await fixture.Broker.CreateTopicAsync(topic, 1);
            await fixture.Broker.CreateTopicAsync(topic + ".dlq", 1);
        }

        await using var silo = await KafkaSilo.StartAsync(fixture.Broker, _group, [topics[0]], build: kafka => kafka
            .Topic(topics[1], t => t.DeliverTo<IProbeGrain>().WithoutKey(KeylessRecords.Spread, workers: 3))
            .Topic(topics[2], t => t.DeliverTo<IProbeGrain>().WithoutKey(KeylessRecords.OnePerPartition)));
        foreach (var topic in topics)
        {
            for (var i = 0; i < 9; i++)
            {
                await silo.Producer.SendAsync(new KafkaMessage { Topic = topic, Value = Encoding.UTF8.GetBytes($"{i}") });
            }
        }

        await Eventually.Async(() => silo.Probe.Count == 18, () => $"{silo.Probe.Count} delivered");
        Assert.Equal(
            [$"{topics[1]}/0/0", $"{topics[1]}/0/1", $"{topics[1]}/0/2", $"{topics[2]}/0"],
            silo.Probe.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["1", "4", "7"], silo.Probe.TextsOf($"{topics[1]}/0/1"));
        Assert.Equal(Enumerable.Range(0, 9).Select(i => $"{i}"), silo.Probe.TextsOf($"{topics[2]}/0"));
        Assert.All(GroupReader.ReadAll(fixture.Broker, topics[0] + ".dlq", 9), l => Assert.Equal("no-key", Header(l, "dlq-error-type")));
    }

    private static string Text(ReceivedEvent received) => Encoding.UTF8.GetString((byte[])received.Value);

    private static string? Header(ConsumeResult<byte[]?, byte[]?> record, string name) =>
        record.Message.Headers.TryGetLastBytes(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;

    private static byte[] RandomNumberBytes(int count)
    {
        var bytes = new byte[count];
        new Random(5).NextBytes(bytes);
        "unknown:"u8.CopyTo(bytes);
        return bytes;
    }

    private Task SendAsync(KafkaSilo silo, int partition, byte[]? key, byte[]? value) => silo.Producer.SendAsync(new KafkaMessage
    {
        Topic = _topic,
        Partition = partition,
        Key = key,
        Value = value,
        Headers = [new("h", "kept"u8.ToArray())],
    });

    private async Task AwaitCommittedAsync(int partitions, long sum)
    {
        long found = -1;
        for (var i = 0; i < 300 && found != sum; i++)
        {
            found = await GroupReader.CommittedSumAsync(fixture.Broker, _group, _topic, partitions);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Assert.Equal(sum, found);
    }
}
