using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Orleans.Streaming.Kafka.Embedded;

namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>What an operator does to topics, and producing past the provider.</summary>
internal sealed class TopicAdmin(IKafkaBroker broker) : IDisposable
{
    private readonly IAdminClient _admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.BootstrapServers }).Build();

    public Task AddPartitionsAsync(string topic, int total) =>
        _admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = total }]);

    public Task DeleteRecordsAsync(string topic, int partition, long before) =>
        _admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, partition, before)]);

    public Task DenyAsync(ResourceType type, string name) => _admin.CreateAclsAsync([Deny(type, name)]);

    public Task AllowAsync(ResourceType type, string name) => _admin.DeleteAclsAsync([Deny(type, name).ToFilter()]);

    public Task SetAsync(string topic, string setting, string value) => _admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>>
    {
        [new ConfigResource { Type = ResourceType.Topic, Name = topic }] = [new ConfigEntry { Name = setting, Value = value, IncrementalOperation = AlterConfigOpType.Set }],
    });

    /// <summary>Deletes a topic and creates it again; a broker is a moment busy with the first.</summary>
    public async Task RecreateAsync(string topic, int partitions)
    {
        await DeleteAsync(topic);
        await CreateAsync(topic, partitions);
    }

    public Task DeleteAsync(string topic) => _admin.DeleteTopicsAsync([topic]);

    /// <summary>Creates a topic that may just have been deleted.</summary>
    public async Task CreateAsync(string topic, int partitions)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await _admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = 1 }]);
                return;
            }
            catch (CreateTopicsException) when (attempt < 100)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    /// <summary>Who leads partition 0; -1 while nobody does or can tell.</summary>
    public int Leader(string topic) => PartitionZero(topic)?.Leader ?? -1;

    /// <summary>Who leads partition 0, and who follows.</summary>
    public (int Leader, int Follower) LeaderAndFollower(string topic)
    {
        var partition = PartitionZero(topic)!;
        return (partition.Leader, partition.Replicas.First(replica => replica != partition.Leader));
    }

    /// <summary>How many replicas of partition 0 have all of it; -1 while nobody can tell.</summary>
    public int InSync(string topic) => PartitionZero(topic)?.InSyncReplicas.Length ?? -1;

    private PartitionMetadata? PartitionZero(string topic)
    {
        try
        {
            return _admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions[0];
        }
        catch (KafkaException e) when (e.Error.Code is Confluent.Kafka.ErrorCode.Local_TimedOut or Confluent.Kafka.ErrorCode.Local_Transport)
        {
            // The question went to a broker that has just been killed.
            return null;
        }
    }

    /// <summary>Writes texts into one partition, each its own key's.</summary>
    public void Produce(string topic, int partition, IEnumerable<(string Key, string Text)> records)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = broker.BootstrapServers, Acks = Acks.All }).Build();
        ProduceWith(producer, topic, partition, records);
        Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(20)));
    }

    public static void ProduceWith(IProducer<byte[], byte[]> producer, string topic, int partition, IEnumerable<(string Key, string Text)> records)
    {
        foreach (var (key, text) in records)
        {
            producer.Produce(new TopicPartition(topic, partition), new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(key), Value = Encoding.UTF8.GetBytes(text) });
        }
    }

    public void Dispose() => _admin.Dispose();

    private static AclBinding Deny(ResourceType type, string name) => new()
    {
        Pattern = new ResourcePattern { Type = type, Name = name, ResourcePatternType = ResourcePatternType.Literal },
        Entry = new AccessControlEntry { Principal = "User:ANONYMOUS", Host = "*", Operation = AclOperation.Read, PermissionType = AclPermissionType.Deny },
    };
}
