using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Behaviour;

/// <summary>What is answered about committed offsets: of this silo's partitions, of another member's, of a group nobody runs.</summary>
/// <param name="broker">The broker.</param>
public abstract class GroupOffsetsBehaviour(Func<IKafkaBroker> broker)
{
    private const int Partitions = 4;

    private readonly string _topic = $"t-{Guid.NewGuid():N}";
    private readonly string _group = $"g-{Guid.NewGuid():N}";

    [SkippableFact]
    public async Task Committed_WhenTheGroupDoesNotRunHere_IsReadFromTheBroker()
    {
        await using var silo = await StartAsync();
        var topicId = await TopicIdAsync(silo);
        var old = $"old-{Guid.NewGuid():N}";
        GroupReader.Commit(broker(), old, _topic, 1, 42);

        Assert.Equal(42, await RunAsync(silo, old, topicId, 1));
        Assert.Null(await RunAsync(silo, old, topicId, 2));
        Assert.Null(await RunAsync(silo, $"never-{Guid.NewGuid():N}", topicId, 1));
    }

    [SkippableFact]
    public async Task Committed_WhenTheTopicIsAnotherOneOrGone_IsNothing()
    {
        await using var silo = await StartAsync();
        var old = $"old-{Guid.NewGuid():N}";
        GroupReader.Commit(broker(), old, _topic, 1, 42);
        var topicId = await TopicIdAsync(silo);
        Skip.If(topicId == Guid.Empty, "The broker gives no topic ids.");

        Assert.Null(await RunAsync(silo, old, Guid.NewGuid(), 1));
        Assert.Null(await Offsets(silo).GetCommittedAsync(old, $"gone-{Guid.NewGuid():N}", Guid.NewGuid(), 0));
    }

    [SkippableFact]
    public async Task Committed_WhenAnotherMemberOwnsThePartition_IsWhatThatMemberHasCommitted()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await Eventually.Async(
            () => Owned(first).Count > 0 && Owned(second).Count > 0 && Owned(first).Count + Owned(second).Count == Partitions,
            () => $"{Owned(first).Count} and {Owned(second).Count} partitions");
        var topicId = await TopicIdAsync(first);
        using (var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = broker().BootstrapServers, Acks = Acks.All }).Build())
        {
            for (var partition = 0; partition < Partitions; partition++)
            {
                TopicAdmin.ProduceWith(producer, _topic, partition, [($"k{partition}", "1"), ($"k{partition}", "2")]);
            }

            Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(20)));
        }

        await Eventually.Async(() => Owned(first).Concat(Owned(second)).All(p => p.Committed == 2), () => string.Join(", ", Owned(first).Concat(Owned(second)).Select(p => p.Committed)));

        var responses = await Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => RunAsync(first, _group, topicId, partition)));

        Assert.All(responses, committed => Assert.Equal(2, committed));
    }

    [SkippableFact]
    public async Task Committed_WhenManyAskAtOnce_CostsFewRequestsAndNoneOnceItIsKnown()
    {
        await using var silo = await StartAsync();
        var topicId = await TopicIdAsync(silo);
        Skip.If(topicId == Guid.Empty, "The broker gives no topic ids.");
        var old = $"old-{Guid.NewGuid():N}";
        for (var partition = 0; partition < Partitions; partition++)
        {
            GroupReader.Commit(broker(), old, _topic, partition, 100);
        }

        var responses = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => RunAsync(silo, old, topicId, n % Partitions, beyond: 100)));
        var requests = Offsets(silo).Requests;
        var known = await RunAsync(silo, old, topicId, 0, beyond: 99);
        var requestsOfKnown = Offsets(silo).Requests - requests;
        GroupReader.Commit(broker(), old, _topic, 0, 120);
        var newer = await RunAsync(silo, old, topicId, 0, beyond: 110);

        Assert.All(responses, committed => Assert.Equal(100, committed));
        Assert.InRange(requests, 1, 20);
        Assert.Equal((100L, 0), (known, requestsOfKnown));
        Assert.Equal(120, newer);
    }

    [SkippableFact]
    public async Task Request_WhenItIsCancelled_EndsAtOnce()
    {
        await using var silo = await StartAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Offsets(silo).GetCommittedAsync("other", _topic, Guid.NewGuid(), 0, cancellationToken: cancelled.Token));
    }

    private static KafkaGroupOffsets Offsets(KafkaSilo silo) => (KafkaGroupOffsets)silo.Services.GetRequiredService<IKafkaGroupOffsets>();

    private static IReadOnlyCollection<AssignedPartition> Owned(KafkaSilo silo) => silo.Group.Assignment.Partitions;

    private async Task<long?> RunAsync(KafkaSilo silo, string group, Guid topicId, int partition, long beyond = long.MaxValue) =>
        await Offsets(silo).GetCommittedAsync(group, _topic, topicId, partition, beyond);

    private static async Task<Guid> TopicIdAsync(KafkaSilo silo)
    {
        await Eventually.Async(() => Owned(silo).Count > 0, () => silo.Status.Detail);
        return Owned(silo).First().TopicId;
    }

    private async Task<KafkaSilo> StartAsync()
    {
        await broker().CreateTopicAsync(_topic, Partitions);
        return await KafkaSilo.StartAsync(broker(), _group, [_topic]);
    }
}
