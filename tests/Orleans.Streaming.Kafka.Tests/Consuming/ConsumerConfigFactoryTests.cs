using Confluent.Kafka;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

public sealed class ConsumerConfigFactoryTests
{
    [Theory]
    [InlineData(KafkaGroupProtocol.Classic)]
    [InlineData(KafkaGroupProtocol.Consumer)]
    public void Create_NeverCommitsOrSkipsByItself(KafkaGroupProtocol protocol)
    {
        var config = Create(protocol);

        Assert.False(config.EnableAutoCommit);
        Assert.False(config.EnableAutoOffsetStore);
        Assert.Equal(AutoOffsetReset.Error, config.AutoOffsetReset);
        Assert.False(config.AllowAutoCreateTopics);
        Assert.Null(config.GroupInstanceId);
    }

    [Fact]
    public void Create_WhenClassic_IsCooperativeWithOurTimings()
    {
        var config = Create(KafkaGroupProtocol.Classic);

        Assert.Equal(PartitionAssignmentStrategy.CooperativeSticky, config.PartitionAssignmentStrategy);
        Assert.Equal(30_000, config.SessionTimeoutMs);
        Assert.Equal(3_000, config.HeartbeatIntervalMs);
    }

    [Fact]
    public void Create_WhenConsumer_LeavesToTheBrokerWhatIsTheBrokers()
    {
        var config = Create(KafkaGroupProtocol.Consumer);

        Assert.Equal(GroupProtocol.Consumer, config.GroupProtocol);
        Assert.Equal("range", config.GroupRemoteAssignor);
        Assert.Null(config.SessionTimeoutMs);
        Assert.Null(config.HeartbeatIntervalMs);
        Assert.Null(config.PartitionAssignmentStrategy);
    }

    [Theory]
    [InlineData(60, 30, 1, 60)]
    [InlineData(1, 30, 1, 30)]
    [InlineData(1, 30, 60, 72)]
    public void Create_LetsAMemberBeSilentForAsLongAsAHandOverMayLast(int stall, int session, int drain, int expected)
    {
        var config = ConsumerConfigFactory.Create(new KafkaStreamOptions
        {
            Connection = new KafkaConnection { BootstrapServers = "localhost:9" },
            GroupId = "g",
            StallTimeout = TimeSpan.FromSeconds(stall),
            SessionTimeout = TimeSpan.FromSeconds(session),
            DrainTimeout = TimeSpan.FromSeconds(drain),
        });

        Assert.Equal(expected * 1_000, config.MaxPollIntervalMs);
    }

    [Theory]
    [InlineData(1L << 20, 1_024, 1 << 20)]
    [InlineData(8L << 20, 8_192, 2 << 20)]
    [InlineData(1L << 30, 1 << 20, 256 << 20)]
    public void Create_BoundsWhatTheClientHoldsByPrefetchBytesMax(long prefetch, int queuedKilobytes, int fetchBytes)
    {
        var config = ConsumerConfigFactory.Create(
            new KafkaStreamOptions { Connection = new KafkaConnection { BootstrapServers = "localhost:9" }, GroupId = "g", PrefetchBytesMax = prefetch });

        Assert.Equal(queuedKilobytes, config.QueuedMaxMessagesKbytes);
        Assert.Equal(fetchBytes, config.FetchMaxBytes);
        Assert.Equal(64 << 10, config.MaxPartitionFetchBytes);
    }

    private static ConsumerConfig Create(KafkaGroupProtocol protocol) => ConsumerConfigFactory.Create(
        new KafkaStreamOptions { Connection = new KafkaConnection { BootstrapServers = "localhost:9" }, GroupId = "g", GroupProtocol = protocol });
}
