using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace Platform.Chaos;

/// <summary>Reads topics, offsets, rows and answers from outside. Its methods are called one at a time.</summary>
internal sealed class Observer(Shop shop, TimeProvider time) : IDisposable
{
    private const int OthersSample = 500;
    private const int ReadsAtOnce = 16;

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(60);
    private static readonly (string Group, string[] Topics)[] Groups =
    [
        ("order-processor", ["orders.created", "orders.updated", "orders.cancelled", "payments.processed"]),
        ("user-processor", ["users.order-activity"]),
        ("analytics", ["users.order-activity"]),
        ("notifications", ["notifications"]),
    ];

    private static readonly string[] DeadLetterSources = [.. Groups.SelectMany(group => group.Topics).Distinct()];

    // Consumers, which are members of no group: an admin client aborts the process (librdkafka 2.16) when brokers answer what it has given up.
    private readonly Dictionary<string, IConsumer<byte[], byte[]>> _members = Groups.ToDictionary(one => one.Group, one => ConsumerOf(shop, one.Group), StringComparer.Ordinal);
    private readonly Dictionary<string, int> _partitions = new(StringComparer.Ordinal);

    /// <summary>The partitions of groups that are not committed to their end, with how far they are.</summary>
    /// <exception cref="KafkaException">The brokers do not answer.</exception>
    public Task<IReadOnlyList<(string Partition, long Committed, long End)>> BehindAsync() => Task.Run<IReadOnlyList<(string, long, long)>>(() =>
    {
        var behind = new List<(string, long, long)>();
        foreach (var (group, topics) in Groups)
        {
            var member = _members[group];
            foreach (var committed in member.Committed(topics.SelectMany(PartitionsOf), RequestTimeout))
            {
                var (read, end) = (Math.Max(0, committed.Offset.Value), member.QueryWatermarkOffsets(committed.TopicPartition, RequestTimeout).High.Value);
                if (read < end)
                {
                    behind.Add(($"{group} {committed.Topic}[{committed.Partition.Value}]", read, end));
                }
            }
        }

        return behind;
    });

    /// <summary>Reads all there is.</summary>
    public async Task<Observed> ReadAsync(IReadOnlyList<OrderModel> orders, CancellationToken stop)
    {
        var silos = shop.Silos.Where(silo => silo.IsWanted).ToArray();
        var answers = new List<(int, IReadOnlyDictionary<string, ObservedOrder?>)>();
        foreach (var silo in silos)
        {
            var some = answers.Count == 0 ? orders.Select(order => order.Id) : orders.Take(OthersSample).Select(order => order.Id);
            answers.Add((silo.Number, await ReadAllAsync(some, id => GetAsync(silo, $"/orders/{id}", ToOrder, stop))));
        }

        return new Observed
        {
            Orders = answers,
            Users = await ReadAllAsync(orders.Select(order => order.User).Distinct(StringComparer.Ordinal), id => GetAsync(silos[0], $"/users/{id}", ToUser, stop)),
            Activity = await Task.Run(() => ReadTopic("users.order-activity", ToActivity, stop), stop),
            Notifications = await Task.Run(() => ReadTopic("notifications", ToNotification, stop), stop),
            DeadLetters = await Task.Run(() => DeadLetterSources.SelectMany(topic => ReadTopic($"{topic}.dlq", record => ToDeadLetter(topic, record), stop)).ToList(), stop),
            Uncommitted = [.. (await BehindAsync()).Select(one => $"{one.Partition}: {one.Committed} of {one.End}")],
            Quarantined = await QuarantinedAsync(silos[0], stop),
            OrderRows = await shop.Database.CountAsync("SELECT count(*) FROM grain_state WHERE convert_from(grain_key, 'UTF8') LIKE 'order-%' AND grain_type <> 'platform-position'", stop),
        };
    }

    public void Dispose()
    {
        foreach (var member in _members.Values)
        {
            member.Dispose();
        }
    }

    private IEnumerable<TopicPartition> PartitionsOf(string topic)
    {
        if (!_partitions.TryGetValue(topic, out var count))
        {
            using var admin = new DependentAdminClientBuilder(_members[Groups[0].Group].Handle).Build();
            _partitions[topic] = count = admin.GetMetadata(topic, RequestTimeout).Topics[0].Partitions.Count;
        }

        return Enumerable.Range(0, count).Select(partition => new TopicPartition(topic, partition));
    }

    private static IConsumer<byte[], byte[]> ConsumerOf(Shop shop, string group) => new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
    {
        BootstrapServers = shop.Kafka.BootstrapServers,
        GroupId = group,
        IsolationLevel = IsolationLevel.ReadCommitted,
        EnableAutoCommit = false,
        EnablePartitionEof = true,
    }).SetLogHandler(static (_, _) => { }).Build();

    private static async Task<IReadOnlyDictionary<string, T?>> ReadAllAsync<T>(IEnumerable<string> ids, Func<string, Task<T?>> read)
        where T : class
    {
        var all = new ConcurrentDictionary<string, T?>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce }, async (id, _) => all[id] = await read(id));
        return all;
    }

    // A second look where it does not answer: what is judged is what it knows, not whether it was busy.
    private async Task<T?> GetAsync<T>(SiloProcess silo, string path, Func<JsonElement, T> read, CancellationToken stop)
        where T : class
    {
        for (var attempt = 0; ; attempt++)
        {
            var (status, text) = await silo.GetAsync(path, stop);
            if (status == HttpStatusCode.OK)
            {
                using var json = JsonDocument.Parse(text);
                return read(json.RootElement);
            }

            if (status == HttpStatusCode.NotFound || attempt == 5)
            {
                return null;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), time, stop);
        }
    }

    private static async Task<IReadOnlyList<string>> QuarantinedAsync(SiloProcess silo, CancellationToken stop)
    {
        var (status, text) = await silo.GetAsync("/admin/quarantine?limit=1000", stop);
        if (status != HttpStatusCode.OK)
        {
            return [$"/admin/quarantine: {status} {text}"];
        }

        using var json = JsonDocument.Parse(text);
        return [.. json.RootElement.GetProperty("entities").EnumerateArray().Select(entity => $"{entity.GetProperty("key").GetString()}: {entity.GetRawText()}")];
    }

    private static ObservedOrder ToOrder(JsonElement json) =>
        new(json.GetProperty("status").GetString()!, json.GetProperty("amount").GetDecimal(), json.GetProperty("paid").GetDecimal(), json.GetProperty("eventsApplied").GetInt64());

    private static ObservedUser ToUser(JsonElement json) =>
        new(json.GetProperty("orders").GetInt64(), json.GetProperty("cancelled").GetInt64(), json.GetProperty("spent").GetDecimal());

    private static ObservedOutput ToActivity(ConsumeResult<byte[], byte[]> record)
    {
        var (id, payload, text) = Envelope(record);
        return new ObservedOutput(id, payload.GetProperty("orderId").GetString()!, payload.GetProperty("what").GetString()!, payload.GetProperty("amount").GetDecimal(), text);
    }

    private static ObservedOutput ToNotification(ConsumeResult<byte[], byte[]> record)
    {
        var (id, payload, text) = Envelope(record);
        var kind = payload.GetProperty("kind").GetString()!;
        var what = new[] { "created", "paid", "cancelled" }.FirstOrDefault(one => kind.Contains(one, StringComparison.OrdinalIgnoreCase), kind);
        return new ObservedOutput(id, payload.GetProperty("orderId").GetString()!, what, null, text);
    }

    private static (string Id, JsonElement Payload, string Text) Envelope(ConsumeResult<byte[], byte[]> record)
    {
        using var json = JsonDocument.Parse(record.Message.Value);
        var payload = json.RootElement.GetProperty("payload").Clone();
        return (json.RootElement.GetProperty("eventId").GetString()!, payload, payload.GetRawText());
    }

    private static ObservedDeadLetter ToDeadLetter(string topic, ConsumeResult<byte[], byte[]> record) => new(
        topic,
        record.Message.Key is { } key ? Encoding.UTF8.GetString(key) : "(none)",
        record.Message.Headers.TryGetLastBytes("dlq-error", out var error) ? Encoding.UTF8.GetString(error) : "(no reason)");

    private List<T> ReadTopic<T>(string topic, Func<ConsumeResult<byte[], byte[]>, T> read, CancellationToken stop)
    {
        var all = new List<T>();
        using var consumer = ConsumerOf(shop, "chaos-observer");
        var open = PartitionsOf(topic).ToList();
        consumer.Assign(open.Select(one => new TopicPartitionOffset(one, Offset.Beginning)));
        for (var left = open.Count; left > 0;)
        {
            stop.ThrowIfCancellationRequested();
            switch (consumer.Consume(ReadTimeout))
            {
                case null:
                    throw new ChaosException($"{topic} can't be read to its end.");
                case { IsPartitionEOF: true }:
                    left--;
                    break;
                case var record:
                    all.Add(read(record));
                    break;
            }
        }

        return all;
    }
}
