using Platform.Events;
using Shop.Events;

namespace Shop.Contracts.Tests;

/// <summary>deploy/kafka/topics.yaml.</summary>
public sealed class ShippedTopicsTests
{
    private static readonly TopicCatalog Shipped = TopicCatalog.Load(Repository.Find("deploy", "kafka", "topics.yaml"));

    [Theory]
    [InlineData(Topics.OrdersCreated, 12, 7)]
    [InlineData(Topics.OrdersUpdated, 12, 7)]
    [InlineData(Topics.OrdersCancelled, 12, 7)]
    [InlineData(Topics.PaymentsProcessed, 12, 7)]
    [InlineData(Topics.UsersRegistered, 6, 30)]
    [InlineData(Topics.UsersUpdated, 6, 30)]
    [InlineData(Topics.UsersOrderActivity, 12, 7)]
    [InlineData(Topics.Notifications, 3, 7)]
    public void Topic_WhenConsumed_IsDeclaredWithItsDeadLetters(string name, int partitions, int days)
    {
        var topic = Shipped.Find(name)!;
        var deadLetters = Shipped.Find(name + ".dlq")!;

        Assert.Equal((partitions, (short)3), (topic.Partitions, topic.ReplicationFactor));
        Assert.Equal((partitions, (short)3), (deadLetters.Partitions, deadLetters.ReplicationFactor));
        Assert.Equal(
            new Dictionary<string, string> { ["retention.ms"] = $"{TimeSpan.FromDays(days).TotalMilliseconds}", ["compression.type"] = "gzip", ["min.insync.replicas"] = "2" },
            topic.Config);
        Assert.Equal(
            new Dictionary<string, string> { ["retention.ms"] = "-1", ["compression.type"] = "gzip", ["min.insync.replicas"] = "2", ["max.message.bytes"] = $"{1_048_588 + (64 * 1024)}" },
            deadLetters.Config);
    }

    [Fact]
    public void Topics_WhenAllAreCounted_AreEightAndTheirDeadLetters() => Assert.Equal(16, Shipped.Topics.Count);
}
