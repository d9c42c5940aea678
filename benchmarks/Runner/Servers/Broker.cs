using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Orleans.Streaming.Kafka.Testing;

namespace Benchmarks;

/// <summary>One broker of Apache Kafka with the JVM options of its own scripts, and what is done to its topics. Its methods are called one at a time.</summary>
internal sealed class Broker : IAsyncDisposable
{
    public const int Partitions = 12;

    private static readonly RealKafkaOptions Options = new()
    {
        IsOwn = true,
        HeapOptions = "-Xms1g -Xmx1g",
        JvmOptions = "-server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 -XX:+ExplicitGCInvokesConcurrent -Djava.awt.headless=true",
    };

    private readonly RealKafka _kafka;
    private readonly IAdminClient _admin;

    private Broker(RealKafka kafka)
    {
        _kafka = kafka;
        _admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).SetLogHandler((_, _) => { }).Build();
        ProcessId = ProcessTable.Read().Descendants(Environment.ProcessId).First(id => ProcessTable.CommandLine(id).Contains("kafka.Kafka", StringComparison.Ordinal));
    }

    public string BootstrapServers => _kafka.BootstrapServers;

    public int ProcessId { get; }

    /// <param name="warmUp">How long it is loaded before it is used.</param>
    /// <param name="stop">Ends the start.</param>
    public static async Task<Broker> StartAsync(TimeSpan warmUp, CancellationToken stop)
    {
        var broker = new Broker(await RealKafka.StartAsync(Options, stop));
        try
        {
            await BrokerWarmUp.RunAsync(broker, warmUp, stop);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes topics empty: new ones of these names, with new topic ids, with the storage format of the shop's topics.</summary>
    public async Task RecreateTopicsAsync(IReadOnlyList<string> names, CancellationToken stop)
    {
        await DeleteTopicsAsync(names, stop);
        await RetryAsync(() => _admin.CreateTopicsAsync(names.Select(name => new TopicSpecification
        {
            Name = name,
            NumPartitions = Partitions,
            ReplicationFactor = 1,
            Configs = new Dictionary<string, string> { ["compression.type"] = "lz4" },
        })), stop);
    }

    public async Task DeleteTopicsAsync(IReadOnlyList<string> names, CancellationToken stop)
    {
        var there = Topics().Intersect(names, StringComparer.Ordinal).ToArray();
        if (there.Length > 0)
        {
            await _admin.DeleteTopicsAsync(there);
            await RetryAsync(() => Topics().Intersect(there, StringComparer.Ordinal).Any() ? throw new KafkaException(ErrorCode.TopicAlreadyExists) : Task.CompletedTask, stop);
        }
    }

    /// <summary>The names of all topics but Kafka's own.</summary>
    public string[] Topics() => [.. _admin.GetMetadata(TimeSpan.FromSeconds(30)).Topics.Select(topic => topic.Topic).Where(name => !name.StartsWith("__", StringComparison.Ordinal))];

    /// <summary>How many records of these topics a group has not committed.</summary>
    public async Task<long> LagAsync(string group, IReadOnlyList<string> topics)
    {
        var partitions = topics.SelectMany(topic => Enumerable.Range(0, PartitionsOf(topic)).Select(partition => new TopicPartition(topic, partition))).ToList();
        var ends = await _admin.ListOffsetsAsync(partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() }));
        var committed = await _admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(group, partitions)]);
        return ends.ResultInfos.Sum(end => end.TopicPartitionOffsetError.Offset.Value) - committed[0].Partitions.Sum(partition => Math.Max(0, partition.Offset.Value));
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _kafka.DisposeAsync();
    }

    public int PartitionsOf(string topic) => _admin.GetMetadata(topic, TimeSpan.FromSeconds(30)).Topics[0].Partitions.Count;

    /// <summary>Does it again while Kafka refuses: a topic's deletion and creation, and the first coordinators, are there a moment after their answer.</summary>
    public static async Task RetryAsync(Func<Task> act, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await act();
                return;
            }
            catch (KafkaException e) when (attempt < 100)
            {
                GC.KeepAlive(e);
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, stop);
            }
        }
    }
}
