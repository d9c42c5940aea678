using Confluent.Kafka;
using Orleans.Streaming.Kafka.Testing.Tests.Support;

namespace Orleans.Streaming.Kafka.Testing.Tests.Real;

[Trait("Needs", "RealParts")]
public sealed class RealKafkaFaultTests
{
    [SkippableFact]
    public async Task Broker_WhenKilledAndStartedAgain_KeepsItsRecords()
    {
        await using var kafka = await StartAsync();
        await kafka.CreateTopicAsync("orders", 1);
        await Client.ProduceAsync(kafka.BootstrapServers, "orders", 0, "before");

        kafka.KillBroker(1);
        await kafka.StartBrokerAsync(1);
        await Client.ProduceAsync(kafka.BootstrapServers, "orders", 0, "after");

        Assert.Equal(["before", "after"], Client.Read(kafka.BootstrapServers, "orders", 0, 0, 2));
    }

    [SkippableFact]
    public async Task Broker_WhenPaused_AnswersNothingUntilItIsResumed()
    {
        await using var kafka = await StartAsync();
        await kafka.CreateTopicAsync("orders", 1);
        using var producer = Client.Producer(kafka.BootstrapServers);
        await producer.ProduceAsync(new TopicPartition("orders", 0), Client.Message("before"));
        using var hasty = Client.Producer(kafka.BootstrapServers, c => c.MessageTimeoutMs = 1_000);

        kafka.PauseBroker(1);
        await Assert.ThrowsAnyAsync<KafkaException>(() => hasty.ProduceAsync(new TopicPartition("orders", 0), Client.Message("never")));
        var held = producer.ProduceAsync(new TopicPartition("orders", 0), Client.Message("held"));
        Assert.False(held.IsCompleted);
        kafka.ResumeBroker(1);

        await held;
    }

    [SkippableFact]
    public async Task ThreeBrokers_WhenOneStopsCleanly_GoOnWithoutItAndTakeItBack()
    {
        await using var kafka = await StartAsync(new() { Brokers = 3, StartTimeout = TimeSpan.FromMinutes(3) });
        await kafka.CreateTopicAsync("orders", 6);
        await Client.ProduceAsync(kafka.BootstrapServers, "orders", 0, "before");

        await kafka.StopBrokerAsync(2);
        for (var partition = 0; partition < 6; partition++)
        {
            await Client.ProduceAsync(kafka.BootstrapServers, "orders", partition, "while it is away");
        }

        await kafka.StartBrokerAsync(2);

        Assert.Equal(["before", "while it is away"], Client.Read(kafka.BootstrapServers, "orders", 0, 0, 2));
        Assert.Equal(3, kafka.BootstrapServers.Split(',').Length);
    }

    [SkippableFact]
    public async Task Faults_OfABrokerThatDoesNotRunOrDoesNotExist_AreRejected()
    {
        await using var kafka = await StartAsync();
        await kafka.StopBrokerAsync(1);

        Assert.Throws<InvalidOperationException>(() => kafka.KillBroker(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => kafka.KillBroker(2));
    }

    private static async Task<RealKafka> StartAsync(RealKafkaOptions? options = null)
    {
        var own = (options ?? new()) with { IsOwn = true };
        Skip.If(RealKafka.SkipReasonFor(own) is not null, RealKafka.SkipReasonFor(own));
        return await RealKafka.StartAsync(own);
    }
}
