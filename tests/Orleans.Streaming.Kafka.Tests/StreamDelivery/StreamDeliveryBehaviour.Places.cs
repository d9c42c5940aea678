using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Streams;

// Where subscriptions begin: tokens, re-reading, other partitions; and who may subscribe.
public abstract partial class StreamDeliveryBehaviour
{
    [SkippableFact]
    public async Task ASubscriptionFromATokenBelowTheCache_GetsAllFromItOn_EachOnce_WhileMoreIsProduced()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic);
        var stream = StreamId.Create(ExplicitTopic, "k");
        await silo.Subscriber("first").Subscribe(stream);
        // Others' records stand between.
        await silo.SendAsync(ExplicitTopic, Enumerable.Range(0, 1_500).Select(i => (i % 3 == 0 ? "k" : $"o{i % 7}", $"{i / 3}")));
        await Eventually.Async(() => silo.Probe.Count == 500, () => $"{silo.Probe.Count} delivered");
        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 1_500);
        var from = silo.Probe.TokensOf("first")[100];

        var producing = Task.Run(async () =>
        {
            for (var i = 500; i < 1_000; i += 10)
            {
                await silo.SendAsync(ExplicitTopic, Texts(i, 10));
            }
        });
        await silo.Subscriber("again").Subscribe(stream, from);
        await producing;

        await Eventually.Async(() => silo.Probe.TextsOf("again").Count >= 900, () => $"{silo.Probe.TextsOf("again").Count} delivered");
        Assert.Equal(Enumerable.Range(100, 900).Select(i => $"{i}"), silo.Probe.TextsOf("again"));
        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 2_000);
    }

    [SkippableFact]
    public async Task ATokenIsWanted_WhereASubscriptionBegins_AndProcessed_WhereOneResumes()
    {
        await CreateTopicsAsync(Topic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, Topic, agent: o => o.MaxEventDeliveryTime = TimeSpan.FromMinutes(1));
        var stream = StreamId.Create(Topic, "k");
        var hold = new TaskCompletionSource();
        silo.Probe.BeforeAsync = (who, text) => who == "holds" && text == "0" ? hold.Task : Task.CompletedTask;
        // One subscriber that is not done keeps the stream's events in memory.
        await silo.Subscriber("holds").Subscribe(stream);
        await silo.SendAsync(Topic, Texts(0, 10));
        await Eventually.Async(() => silo.Probe.TextsOf("k").Count == 10, () => $"{silo.Probe.Count} delivered");
        var token = silo.Probe.TokensOf("k")[4];

        await silo.Subscriber("explicit").Subscribe(stream, token);
        silo.Memory.ResumeFrom("k", token);
        await silo.Implicit("k").Deactivate();
        await silo.SendAsync(Topic, Texts(10, 1));

        await Eventually.Async(() => silo.Probe.TextsOf("explicit").Count == 7 && silo.Probe.TextsOf("k").Count == 16, () => $"{string.Join(' ', silo.Probe.TextsOf("explicit"))} and {string.Join(' ', silo.Probe.TextsOf("k"))}");
        Assert.Equal(Enumerable.Range(4, 7).Select(i => $"{i}"), silo.Probe.TextsOf("explicit"));
        Assert.Equal(Enumerable.Range(5, 6).Select(i => $"{i}"), silo.Probe.TextsOf("k").Skip(10));
        hold.SetResult();
        await silo.AwaitCommittedAsync(Group, Topic, Partitions, 11);
    }

    [SkippableFact]
    public async Task AnExplicitSubscriber_ResumesAfterDeactivation_FromTheTokenItKept()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic);
        var stream = StreamId.Create(ExplicitTopic, "k");
        await silo.Subscriber("s").Subscribe(stream);
        await silo.SendAsync(ExplicitTopic, Texts(0, 10));
        await Eventually.Async(() => silo.Probe.Count == 10, () => $"{silo.Probe.Count} delivered");

        silo.Memory.ResumeFrom("s", silo.Probe.TokensOf("s")[8]);
        await silo.Subscriber("s").Deactivate();
        await silo.SendAsync(ExplicitTopic, Texts(10, 10));

        await Eventually.Async(() => silo.Probe.TextsOf("s").Count >= 21, () => string.Join(' ', silo.Probe.TextsOf("s")));
        Assert.Equal(Enumerable.Range(0, 10).Concat(Enumerable.Range(9, 11)).Select(i => $"{i}"), silo.Probe.TextsOf("s"));
        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 20);
    }

    [SkippableTheory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(10, true)]
    [InlineData(10, false)]
    public async Task AnImplicitSubscriber_ThatResumesFromTheTokenItKept_GetsWhatFollowsOnce_InMemoryOrBelow(int batchCountMax, bool isInMemory)
    {
        await CreateTopicsAsync(Topic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, Topic, s => s.BatchCountMax = batchCountMax, agent: o => o.MaxEventDeliveryTime = TimeSpan.FromMinutes(1));
        var hold = new TaskCompletionSource();
        silo.Probe.BeforeAsync = (who, text) => who == "holds" && text == "0" ? hold.Task : Task.CompletedTask;
        if (isInMemory)
        {
            // One subscriber that is not done keeps the stream's events in memory.
            await silo.Subscriber("holds").Subscribe(StreamId.Create(Topic, "k"));
        }

        await silo.SendAsync(Topic, Texts(0, 10));
        await Eventually.Async(() => silo.Probe.TextsOf("k").Count == 10, () => $"{silo.Probe.Count} delivered");
        if (!isInMemory)
        {
            await silo.AwaitCommittedAsync(Group, Topic, Partitions, 10);
        }

        silo.Memory.ResumeFrom("k", silo.Probe.TokensOf("k")[4]);
        await silo.Implicit("k").Deactivate();
        await silo.SendAsync(Topic, Texts(10, 10));

        await Eventually.Async(() => silo.Probe.TextsOf("k") is [.., "19"], () => string.Join(' ', silo.Probe.TextsOf("k")));
        Assert.Equal(Enumerable.Range(5, 15).Select(i => $"{i}"), silo.Probe.TextsOf("k").Skip(10));
        hold.SetResult();
        await silo.AwaitCommittedAsync(Group, Topic, Partitions, 20);
    }

    [SkippableFact]
    public async Task ResumingBehindABatch_SkipsNothing()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic, s => s.BatchCountMax = 10);
        var stream = StreamId.Create(ExplicitTopic, "k");
        var hold = new TaskCompletionSource();
        silo.Probe.BeforeAsync = (_, text) => text == "0" ? hold.Task : Task.CompletedTask;
        await silo.Subscriber("s").Subscribe(stream, batch: true);
        await silo.SendAsync(ExplicitTopic, Texts(0, 1));
        await silo.SendAsync(ExplicitTopic, Texts(1, 25));
        hold.SetResult();
        await Eventually.Async(() => silo.Probe.Count == 26, () => $"{silo.Probe.Count} delivered");

        // A new activation knows no token: the agent's own says what was delivered last, the whole last batch.
        await silo.Subscriber("s").Deactivate();
        await silo.SendAsync(ExplicitTopic, Texts(26, 10));

        await Eventually.Async(() => silo.Probe.Count >= 36, () => $"{silo.Probe.Count} delivered");
        Assert.Equal(Enumerable.Range(0, 36).Select(i => $"{i}"), silo.Probe.TextsOf("s"));
    }

    [SkippableFact]
    public async Task ATokenOfAnotherPartition_MakesNoSubscriberWait()
    {
        await CreateTopicsAsync(Topic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, Topic);
        var home = Murmur2.PartitionOf("k"u8, Partitions);
        // The key's records were elsewhere, at higher offsets, when there were fewer partitions.
        silo.Memory.ResumeFrom("k", KafkaStreamSequenceToken.FromOffset(Topic, (home + 1) % Partitions, 1_000_000));

        await silo.SendAsync(Topic, Texts(0, 10));

        await Eventually.Async(() => silo.Probe.Count == 10, () => $"{silo.Probe.Count} delivered");
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), silo.Probe.TextsOf("k"));
    }

    [SkippableFact]
    public async Task ASubscriptionFromATime_GetsWhatIsNotOlder()
    {
        Skip.If(Broker.Kind == KafkaBrokerKind.Embedded, "The embedded broker finds no offset for a time.");
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic);
        var stream = StreamId.Create(ExplicitTopic, "k");
        var start = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
        var results = await silo.Producer.SendManyAsync([.. Enumerable.Range(0, 20).Select(i => new KafkaMessage
        {
            Topic = ExplicitTopic,
            Key = "k"u8.ToArray(),
            Value = Encoding.UTF8.GetBytes($"{i}"),
            Timestamp = start.AddMinutes(i),
        })]);
        Assert.All(results, r => Assert.Null(r.Error));
        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 20);

        await silo.Subscriber("s").Subscribe(stream, KafkaStreamSequenceToken.AtTime(start.AddMinutes(12).AddSeconds(-1)));
        await silo.SendAsync(ExplicitTopic, Texts(20, 1));

        await Eventually.Async(() => silo.Probe.Count >= 9, () => string.Join(' ', silo.Probe.TextsOf("s")));
        Assert.Equal(Enumerable.Range(12, 9).Select(i => $"{i}"), silo.Probe.TextsOf("s"));
        // Before the epoch a time is no number that Kafka takes for one: -1 would be the log's end.
        await silo.Subscriber("all").Subscribe(stream, KafkaStreamSequenceToken.AtTime(DateTimeOffset.UnixEpoch.AddMilliseconds(-1)));
        await silo.SendAsync(ExplicitTopic, Texts(21, 1));
        await Eventually.Async(() => silo.Probe.TextsOf("all").Count >= 22, () => string.Join(' ', silo.Probe.TextsOf("all")));
        Assert.Equal(Enumerable.Range(0, 22).Select(i => $"{i}"), silo.Probe.TextsOf("all"));
    }

    [SkippableFact]
    public async Task AClient_ProducesAndSubscribes()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic);
        using var client = await StartClientAsync(silo);
        var stream = client.Services.GetRequiredService<IClusterClient>().GetStreamProvider(StreamSilo.Provider).GetStream<Order>(StreamId.Create(ExplicitTopic, "k"));
        var seen = new System.Collections.Concurrent.ConcurrentQueue<Order>();
        var handle = await stream.SubscribeAsync((order, _) =>
        {
            seen.Enqueue(order);
            return Task.CompletedTask;
        });

        await stream.OnNextBatchAsync([new Order("a", 1), new Order("b", 2)]);
        await stream.OnNextAsync(new Order("c", 3));

        await Eventually.Async(() => seen.Count == 3, () => $"{seen.Count} delivered");
        Assert.Equal([new Order("a", 1), new Order("b", 2), new Order("c", 3)], seen);
        await handle.UnsubscribeAsync();
        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 3);
        await client.StopAsync();
    }

    [SkippableFact]
    public async Task AClient_ResumesFromATokenItKept()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic);
        using var client = await StartClientAsync(silo);
        var stream = client.Services.GetRequiredService<IClusterClient>().GetStreamProvider(StreamSilo.Provider).GetStream<Order>(StreamId.Create(ExplicitTopic, "k"));
        var seen = new System.Collections.Concurrent.ConcurrentQueue<(Order Order, StreamSequenceToken Token)>();
        Task OnNext(Order order, StreamSequenceToken? token)
        {
            seen.Enqueue((order, token!));
            return Task.CompletedTask;
        }

        var handle = await stream.SubscribeAsync(OnNext);
        await stream.OnNextBatchAsync([new Order("a", 1), new Order("b", 2), new Order("c", 3)]);
        await Eventually.Async(() => seen.Count == 3, () => $"{seen.Count} delivered");
        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 3);

        // The token went from silo to client, and goes back: what follows it comes again.
        await handle.ResumeAsync(OnNext, seen.ElementAt(1).Token);
        await stream.OnNextAsync(new Order("d", 4));

        await Eventually.Async(() => seen.Count >= 5, () => $"{seen.Count} delivered");
        Assert.Equal(["a", "b", "c", "c", "d"], seen.Select(s => s.Order.Id));
        Assert.All(seen, s => Assert.Equal(ExplicitTopic, ((KafkaStreamSequenceToken)s.Token).Position.Topic));
        await client.StopAsync();
    }

    [SkippableFact]
    public async Task AProgrammaticSubscription_IsDelivered_AndRemoved()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic);
        var manager = silo.Services.GetRequiredService<Orleans.Streams.Core.IStreamSubscriptionManagerAdmin>()
            .GetStreamSubscriptionManager(Orleans.Streams.Core.StreamSubscriptionManagerType.ExplicitSubscribeOnly);
        var stream = StreamId.Create(ExplicitTopic, "k");
        var grain = silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IImplicitGrain>("programmatic").AsReference<IImplicitGrain>();
        var subscription = await manager.AddSubscription(StreamSilo.Provider, stream, (GrainReference)grain);

        await silo.SendAsync(ExplicitTopic, Texts(0, 5));
        await Eventually.Async(() => silo.Probe.Count == 5, () => $"{silo.Probe.Count} delivered");
        await manager.RemoveSubscription(StreamSilo.Provider, stream, subscription.SubscriptionId);
        await silo.SendAsync(ExplicitTopic, Texts(5, 5));

        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 10);
        Assert.Equal(["0", "1", "2", "3", "4"], silo.Probe.TextsOf("programmatic"));
    }

    private async Task<IHost> StartClientAsync(StreamSilo silo, Action<KafkaStreamsClientOptions>? configure = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client
            .UseLocalhostClustering(silo.GatewayPort, serviceId: "tests", clusterId: silo.Cluster)
            .AddKafkaStreams(StreamSilo.Provider, (KafkaStreamsClientOptions o) =>
            {
                o.Connection = new KafkaConnection { BootstrapServers = Broker.BootstrapServers };
                configure?.Invoke(o);
            }));
        var client = builder.Build();
        await client.StartAsync();
        return client;
    }

    private sealed record Order(string Id, int Number);
}
