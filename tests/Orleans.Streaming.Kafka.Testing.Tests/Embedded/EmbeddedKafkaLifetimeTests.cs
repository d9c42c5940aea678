using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Testing.Tests.Support;

namespace Orleans.Streaming.Kafka.Testing.Tests.Embedded;

public sealed class EmbeddedKafkaLifetimeTests
{
    [Fact]
    public async Task Dispose_WithClientsStillThere_EndsTheBrokerAndNotTheProcess()
    {
        var kafka = EmbeddedKafka.Start(new() { Port = LoopbackPorts.Take(1)[0], Groups = [new("group", ["orders"])], TrimInterval = TimeSpan.FromMilliseconds(10) });
        kafka.CreateTopic("orders", 4);
        await Client.ProduceAsync(kafka.BootstrapServers, "orders", 0, "a");
        using var producer = Client.Producer(kafka.BootstrapServers, c => c.MessageTimeoutMs = 1_000);
        using var consumer = Client.Consumer(kafka.BootstrapServers, "group");
        consumer.Assign(new Confluent.Kafka.TopicPartitionOffset("orders", 0, 0));
        Assert.NotNull(consumer.Consume(TimeSpan.FromSeconds(10)));

        await kafka.DisposeAsync();
        await kafka.DisposeAsync();

        await Assert.ThrowsAnyAsync<Confluent.Kafka.KafkaException>(() => producer.ProduceAsync("orders", Client.Message("late")));
        Assert.Throws<ObjectDisposedException>(() => kafka.CreateTopic("more", 1));
        Assert.Throws<ObjectDisposedException>(kafka.BrokerDown);
    }

    [Fact]
    public async Task CreateTopic_AfterAClientNamedIt_SaysThatTheBrokerMadeIt()
    {
        await using var kafka = EmbeddedKafka.Start();
        using var producer = Client.Producer(kafka.BootstrapServers);
        await producer.ProduceAsync("orders", Client.Message("early"));

        var refusal = Assert.Throws<KafkaBrokerException>(() => kafka.CreateTopic("orders", 12));

        Assert.Contains("Create topics before clients use them", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false, new[] { "librdkafka", "centos8-librdkafka" })]
    [InlineData(true, true, new[] { "alpine-librdkafka" })]
    [InlineData(false, false, new[] { "librdkafka" })]
    public void Candidates_OnEachSystem_AreTheBuildsThatFit(bool isLinux, bool isMusl, string[] expected)
    {
        var candidates = LibRdKafka.Candidates(isLinux, isMusl);

        Assert.Equal(expected, candidates);
    }
}
