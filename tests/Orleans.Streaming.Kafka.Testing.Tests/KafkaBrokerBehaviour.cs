using System.Text;
using Confluent.Kafka;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Testing.Tests.Support;

namespace Orleans.Streaming.Kafka.Testing.Tests;

/// <summary>What both kinds of broker do alike.</summary>
public abstract class KafkaBrokerBehaviour
{
    protected abstract KafkaBrokerKind ExpectedKind { get; }

    /// <summary>The broker, or a skip.</summary>
    protected abstract IKafkaBroker Broker { get; }

    [SkippableFact]
    public void Kind_OfEachBroker_SaysWhatItIs()
    {
        var broker = Broker;

        Assert.Equal(ExpectedKind, broker.Kind);
    }

    [SkippableFact]
    public async Task Records_WhenProduced_AreReadInOrderWithKeyHeadersAndTimestamp()
    {
        var broker = Broker;
        var topic = Client.NewName("behaviour");
        await broker.CreateTopicAsync(topic, 3);
        var sent = DateTime.UnixEpoch.AddDays(20_000);
        using var producer = Client.Producer(broker.BootstrapServers, c => c.CompressionType = CompressionType.Lz4);
        using var consumer = Client.Consumer(broker.BootstrapServers);
        consumer.Assign(new TopicPartitionOffset(topic, 2, 0));

        for (var i = 0; i < 100; i++)
        {
            var message = Client.Message($"value-{i}");
            message.Headers = new Headers { { "event-type", "order.created"u8.ToArray() } };
            message.Timestamp = new Timestamp(sent.AddMilliseconds(i));
            producer.Produce(new TopicPartition(topic, 2), message);
        }

        producer.Flush(TimeSpan.FromSeconds(10));
        var records = Enumerable.Range(0, 100).Select(_ => consumer.Consume(TimeSpan.FromSeconds(10))).ToList();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"value-{i}"), records.Select(r => Encoding.UTF8.GetString(r.Message.Value)));
        Assert.All(records, r => Assert.Equal("key", r.Message.Key));
        Assert.All(records, r => Assert.Equal("order.created", Encoding.UTF8.GetString(r.Message.Headers.GetLastBytes("event-type"))));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => sent.AddMilliseconds(i)), records.Select(r => r.Message.Timestamp.UtcDateTime));
    }

    [SkippableFact]
    public async Task Group_WhenItCommitsAndAnotherMemberComes_GoesOnWhereItWas()
    {
        var broker = Broker;
        var topic = Client.NewName("behaviour");
        var group = Client.NewName("group");
        await broker.CreateTopicAsync(topic, 1);
        await Client.ProduceAsync(broker.BootstrapServers, topic, 0, "a", "b", "c");
        Client.Commit(broker.BootstrapServers, group, topic, 0, 2);

        using var consumer = Client.Consumer(broker.BootstrapServers, group);
        consumer.Subscribe(topic);
        var record = consumer.Consume(TimeSpan.FromSeconds(20));

        Assert.Equal("c", Encoding.UTF8.GetString(record.Message.Value));
        consumer.Close();
    }

    [SkippableFact]
    public async Task Topic_WhenItExistsWithOtherPartitions_IsRejected()
    {
        var broker = Broker;
        var topic = Client.NewName("behaviour");
        await broker.CreateTopicAsync(topic, 2);
        await broker.CreateTopicAsync(topic, 2);

        var refusal = await Assert.ThrowsAsync<KafkaBrokerException>(() => broker.CreateTopicAsync(topic, 3));

        Assert.Equal($"Topic '{topic}' exists with 2 partitions, not 3.", refusal.Message);
    }

    [SkippableFact]
    public async Task Topic_WhenItsNameIsNotLegal_IsRejected()
    {
        var broker = Broker;

        await Assert.ThrowsAsync<ArgumentException>(() => broker.CreateTopicAsync("orders created", 1));
    }
}
