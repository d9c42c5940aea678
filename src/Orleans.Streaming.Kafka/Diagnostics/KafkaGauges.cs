using System.Diagnostics.Metrics;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// The instruments that are read when somebody looks, and cost nothing else: how far groups are, what waits, how old it is.
/// Thread-safe.
/// </summary>
internal sealed class KafkaGauges
{
    // All instruments are read one after the other: one look is enough for them.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<KafkaConsumerGroup> _groups = [];
    private readonly Dictionary<KafkaConsumerGroup, (long At, PartitionLoad[] Load)> _looks = [];

    public KafkaGauges(Meter meter)
    {
        meter.CreateObservableGauge("kafka.consumer.lag", () => Progress(p => p.Lag is not null, p => p.Topic, p => p.Sum(one => one.Lag!.Value)), "{record}", "Records in the assigned partitions above the committed offset, where the end of the log is known.");
        meter.CreateObservableGauge("kafka.committed.offset", Committed, "{offset}", "The committed offset of each assigned partition.");
        meter.CreateObservableGauge("kafka.consumer.lag.age", LagAge, "s", "How old the oldest record is that is not committed, by its timestamp; of one that was not read, since when it is known to wait.");
        meter.CreateObservableGauge("kafka.partitions.assigned", () => Topics(partitions => partitions.Count()), "{partition}", "Partitions assigned to this silo.");
        meter.CreateObservableGauge("kafka.partitions.stopped", () => Topics(partitions => partitions.Count(p => p.IsStopped)), "{partition}", "Assigned partitions that are read no further.");
        meter.CreateObservableGauge("kafka.queue.records", () => Topics(partitions => (int)partitions.Sum(p => p.Records)), "{record}", "Records that were read and are not finished.");
        meter.CreateObservableGauge("kafka.queue.age", () => Topics(partitions => partitions.Max(p => p.QueueAge).TotalSeconds), "s", "How long ago the first record was read that is not finished.");
        meter.CreateObservableGauge("kafka.delivery.in_flight", () => Topics(partitions => partitions.Sum(p => p.Backlog.InFlight)), "{call}", "Deliveries in flight.");
        meter.CreateObservableGauge("kafka.delivery.oldest", () => Topics(partitions => partitions.Max(p => p.OldestCall).TotalSeconds), "s", "How long the longest running delivery has been in flight.");
        meter.CreateObservableGauge("kafka.entity.queue.length", Hot, "{event}", $"Events that wait for one entity: of each group the {PartitionBacklog.HotMax} entities with the most, from {PartitionBacklog.HotMin} on.");
        meter.CreateObservableGauge("kafka.memory", () => Groups(group => group.Services.Delivery.Memory.Bytes), "By", "What a group holds in memory, its client's queues as if they were full.");
        meter.CreateObservableCounter("kafka.delivery.batches", () => Groups(group => group.Delivered().Batches), "{batch}", "Batches given to grains.");
        meter.CreateObservableCounter("kafka.delivery.events", () => Groups(group => group.Delivered().Events), "{event}", "Events in those batches, repeated deliveries included.");
    }

    /// <summary>A group begins on this silo.</summary>
    public void Add(KafkaConsumerGroup group)
    {
        lock (_gate)
        {
            _groups.Add(group);
        }
    }

    private KafkaConsumerGroup[] All()
    {
        lock (_gate)
        {
            return [.. _groups];
        }
    }

    private PartitionLoad[] Look(KafkaConsumerGroup group)
    {
        lock (_gate)
        {
            var time = group.Services.Time;
            if (!_looks.TryGetValue(group, out var look) || time.GetElapsedTime(look.At) >= LookInterval)
            {
                look = (time.GetTimestamp(), [.. group.Assignment.Partitions.Select(partition => partition.Observe())]);
                _looks[group] = look;
            }

            return look.Load;
        }
    }

    private IEnumerable<Measurement<long>> Progress(Func<PartitionProgress, bool> include, Func<PartitionProgress, string> topic, Func<IEnumerable<PartitionProgress>, long> value) =>
        All().SelectMany(group => group.Progress().Where(include).GroupBy(topic, StringComparer.Ordinal).Select(partitions => new Measurement<long>(value(partitions), TagsOf(partitions.Key, group))));

    private IEnumerable<Measurement<long>> Committed() =>
        All().SelectMany(group => group.Progress()).Select(p => new Measurement<long>(p.Committed, TagsOf(p.Topic, p.Partition, p.Group)));

    private IEnumerable<Measurement<double>> LagAge() =>
        All().SelectMany(group => Look(group).Select(p => new Measurement<double>(p.LagAge.TotalSeconds, TagsOf(p.Topic, p.Partition, group.GroupId))));

    private IEnumerable<Measurement<int>> Hot() =>
        from @group in All()
        from entity in PartitionBacklog.Hottest(Look(@group).SelectMany(p => p.Backlog.Hot))
        select new Measurement<int>(entity.Events, new("consumer_group", @group.GroupId), new("entity", entity.Entity));

    private IEnumerable<Measurement<T>> Topics<T>(Func<IEnumerable<PartitionLoad>, T> value)
        where T : struct =>
        All().SelectMany(group => Look(group).GroupBy(p => p.Topic, StringComparer.Ordinal).Select(partitions => new Measurement<T>(value(partitions), TagsOf(partitions.Key, group))));

    private IEnumerable<Measurement<long>> Groups(Func<KafkaConsumerGroup, long> value) =>
        All().Select(group => new Measurement<long>(value(group), new KeyValuePair<string, object?>("consumer_group", group.GroupId)));

    private static KeyValuePair<string, object?>[] TagsOf(string topic, KafkaConsumerGroup group) => [new("topic", topic), new("consumer_group", group.GroupId)];

    private static KeyValuePair<string, object?>[] TagsOf(string topic, int partition, string group) => [new("topic", topic), new("partition", partition), new("consumer_group", group)];
}
