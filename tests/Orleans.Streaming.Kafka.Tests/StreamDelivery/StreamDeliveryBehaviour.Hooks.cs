using System.Collections.Concurrent;
using Orleans.Streaming.Kafka.Tests.Decoding.Support;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Streams;

// What Orleans offers around a delivery: the producer's request context, and the handler of failures.
public abstract partial class StreamDeliveryBehaviour
{
    [SkippableFact]
    public async Task RequestContext_OfOtherThanStrings_ReachesSubscribers()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic, s => s.BatchCountMax = 10);
        var stream = StreamId.Create(ExplicitTopic, "k");
        await silo.Subscriber("s").Subscribe(stream, batch: true);
        object[] contexts = [Guid.NewGuid(), 42, new Box { Content = "in a box" }, "text"];

        foreach (var context in contexts)
        {
            RequestContext.Set("who", context);
            await silo.Streams.GetStream<string>(stream).OnNextAsync("event");
        }

        RequestContext.Clear();
        await Eventually.Async(() => silo.Probe.Count == 4, () => $"{silo.Probe.Count} delivered");
        Assert.Equal([contexts[0], contexts[1], "in a box", "text"], silo.Probe.Contexts.Select(who => who is Box box ? box.Content : who));
    }

    [SkippableFact]
    public async Task RequestContext_ThatCantBeCarried_IsRejectedAtTheSend_ByItsName()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic);
        var stream = silo.Streams.GetStream<string>(StreamId.Create(ExplicitTopic, "k"));

        RequestContext.Set("plain", new PlainThing("x"));
        var unknown = await Assert.ThrowsAnyAsync<Exception>(() => stream.OnNextAsync("event"));
        RequestContext.Clear();
        RequestContext.Set("large", new byte[17_000]);
        var large = await Assert.ThrowsAsync<KafkaStreamException>(() => stream.OnNextAsync("event"));
        RequestContext.Clear();

        Assert.Contains(nameof(PlainThing), unknown.Message, StringComparison.Ordinal);
        Assert.Contains("\"orleans-value-large\"", large.Message, StringComparison.Ordinal);
        Assert.False(large.IsTransient);
        Assert.Equal(0, GroupReader.Ends(Broker, ExplicitTopic, Partitions).Sum());
    }

    [SkippableFact]
    public async Task RequestContext_OfForeignBytes_IsLeftOut_AndTheEventDelivered()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic);
        await silo.Subscriber("s").Subscribe(StreamId.Create(ExplicitTopic, "k"));

        await silo.Producer.SendAsync(new KafkaMessage { Topic = ExplicitTopic, Key = [.. "k"u8], Value = [.. "event"u8], Headers = [new("orleans-value-x", [255, 1, 2]), new("orleans-context-who", [.. "me"u8])] });

        await Eventually.Async(() => silo.Probe.Count == 1, () => $"{silo.Probe.Count} delivered");
        Assert.Equal("me", Assert.Single(silo.Probe.Contexts));
    }

    [SkippableFact]
    public async Task FailureHandler_OfTheApplication_HearsOfEachDeliveryGivenUp_AndItsOwnFailureHarmsNothing()
    {
        await CreateTopicsAsync(ExplicitTopic);
        var handler = new Handler { Throws = true };
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic, build: kafka => kafka.HandleStreamFailuresWith((_, _) => handler));
        var stream = StreamId.Create(ExplicitTopic, "k");
        await silo.Subscriber("s").Subscribe(stream);
        var broken = true;
        silo.Probe.BeforeAsync = (_, _) => broken ? throw new TimeoutException("the store is away") : Task.CompletedTask;

        await silo.SendAsync(ExplicitTopic, [("k", "0"), ("k", "1")]);
        await Eventually.Async(() => handler.Failures.Count >= 2, () => $"{handler.Failures.Count} reported");
        broken = false;

        await Eventually.Async(() => silo.Probe.Count == 2, () => $"{silo.Probe.Count} delivered");
        Assert.All(handler.Failures, failed => Assert.Equal((stream, 0L), (failed.Stream, ((KafkaStreamSequenceToken)failed.Token!).Position.Offset)));
    }

    [SkippableFact]
    public async Task FailureHandler_ThatFaultsSubscriptions_HasTheFailingOneRemoved_AndOthersGoOn()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic, build: kafka => kafka.HandleStreamFailuresWith((_, _) => new Handler { ShouldFaultSubsriptionOnError = true }));
        var stream = StreamId.Create(ExplicitTopic, "k");
        await silo.Subscriber("bad").Subscribe(stream);
        await silo.Subscriber("good").Subscribe(stream);
        silo.Probe.BeforeAsync = (who, _) => who == "bad" ? throw new TimeoutException("never") : Task.CompletedTask;

        await silo.SendAsync(ExplicitTopic, [("k", "0"), ("k", "1")]);

        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 2);
        Assert.Equal(["0", "1"], silo.Probe.TextsOf("good"));
        Assert.Empty(silo.Probe.TextsOf("bad"));
    }

    private sealed class Handler : IStreamFailureHandler
    {
        public ConcurrentQueue<(StreamId Stream, StreamSequenceToken? Token)> Failures { get; } = new();

        public bool Throws { get; init; }

        public bool ShouldFaultSubsriptionOnError { get; init; }

        public Task OnDeliveryFailure(GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken)
        {
            Failures.Enqueue((streamIdentity, sequenceToken));
            return Throws ? throw new InvalidOperationException("the handler fails itself") : Task.CompletedTask;
        }

        public Task OnSubscriptionFailure(GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken) => Task.CompletedTask;
    }
}
