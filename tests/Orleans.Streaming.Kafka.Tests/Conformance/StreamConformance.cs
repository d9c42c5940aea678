using Orleans.Streaming.Kafka.Tests.Conformance.Support;

namespace Orleans.Streaming.Kafka.Tests.Conformance;

/// <summary>What Orleans' own stream providers are held to, in words and tests of our own. This part: who produces, and who consumes.</summary>
public abstract partial class StreamConformance(ConformanceFixture fixture)
{
    private const int Events = 20;

    private readonly string _id = Guid.NewGuid().ToString("N");

    private ConformanceCluster Cluster => fixture.Cluster;

    private Witness Witness => Cluster.Witness;

    [SkippableTheory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task OneProducer_OneConsumer_OfGrainsAndClients(bool isProducerClient, bool isConsumerClient)
    {
        var stream = NewStream();
        await ConsumeAsync(stream, "consumer", isConsumerClient);

        await ProduceAsync(stream, "producer", Events, isProducerClient);

        await GivenAsync("consumer", ("producer", Events));
    }

    [SkippableTheory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task ManyStreams_EachOfAProducerAndAConsumer(bool areProducersClients, bool areConsumersClients)
    {
        var streams = Enumerable.Range(0, 10).Select(_ => NewStream()).ToArray();
        await Task.WhenAll(streams.Select((stream, i) => ConsumeAsync(stream, $"consumer{i}", areConsumersClients)));

        await Task.WhenAll(streams.Select((stream, i) => ProduceAsync(stream, $"producer{i}", Events, areProducersClients)));

        for (var i = 0; i < streams.Length; i++)
        {
            await GivenAsync($"consumer{i}", ($"producer{i}", Events));
        }
    }

    [SkippableTheory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task OneStream_OfManyProducersAndConsumers_IsGivenWholeToEach_InOrderOfEachProducer(bool areProducersClients, bool areConsumersClients)
    {
        var stream = NewStream();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => ConsumeAsync(stream, $"consumer{i}", areConsumersClients)));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => ProduceAsync(stream, $"producer{i}", Events, areProducersClients)));

        for (var i = 0; i < 4; i++)
        {
            await GivenAsync($"consumer{i}", [.. Enumerable.Range(0, 4).Select(p => ($"producer{p}", Events))]);
        }
    }

    [SkippableFact]
    public async Task AGrain_ThatProducesAndConsumes_IsGivenItsOwnEvents()
    {
        var stream = NewStream();
        await Grain("both").Subscribe(stream);

        await Grain("both").Produce(stream, 0, Events);

        await GivenAsync("both", ("both", Events));
    }

    [SkippableFact]
    public async Task AConsumer_ThatAProducerHasSubscribed_IsGivenItsEvents()
    {
        var stream = NewStream();
        await Grain("producer").HaveSubscribed(Grain("consumer"), stream);

        await Grain("producer").Produce(stream, 0, Events);

        await GivenAsync("consumer", ("producer", Events));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ImplicitConsumers_AreGivenWhatGrainsAndClientsProduce(bool isProducerClient)
    {
        foreach (var name in (string[])[ImplicitPartyGrain.Namespace, ImplicitPartyGrain.OtherNamespace, NumberedPartyGrain.Namespace])
        {
            var key = Guid.NewGuid();
            await ProduceAsync(StreamId.Create(name, key), "producer", Events, isProducerClient);
            await SeenAsync($"{key:N}", ("producer", Events));
        }
    }

    [SkippableFact]
    public async Task ManyStreams_ArriveWhole_WhileSilosComeAndGo()
    {
        var streams = Enumerable.Range(0, 20).Select(_ => NewStream()).ToArray();
        await Task.WhenAll(streams.Select((stream, i) => ConsumeAsync(stream, $"consumer{i}", isClient: false)));
        await Task.WhenAll(streams.Select((stream, i) => ProduceAsync(stream, $"producer{i}", Events, isClient: false)));

        var third = await Cluster.AddSiloAsync();
        await Task.WhenAll(streams.Select((stream, i) => Grain($"producer{i}").Produce(stream, Events, Events)));
        await Cluster.StopAsync(third);
        await Task.WhenAll(streams.Select((stream, i) => Grain($"producer{i}").Produce(stream, 2 * Events, Events)));

        for (var i = 0; i < streams.Length; i++)
        {
            // At least once: what was under way when a partition moved may come again.
            var name = Name($"consumer{i}");
            await Eventually.Async(() => Witness.Of(name).Select(seen => seen.Number).Distinct().Count() == 3 * Events, () => $"{name}: {Witness.Of(name).Count}");
            Assert.Equal(Enumerable.Range(0, 3 * Events), Witness.Of(name).Select(seen => seen.Number).Distinct());
        }
    }

    private static StreamId NewStream() => StreamId.Create("any", Guid.NewGuid());

    private string Name(string name) => $"{name}-{_id}";

    private IPartyGrain Grain(string name) => Cluster.Grain(Name(name));

    private async Task ConsumeAsync(StreamId stream, string name, bool isClient)
    {
        if (isClient)
        {
            await Cluster.ClientStream(stream).SubscribeAsync(new WitnessObserver(Name(name), Witness));
        }
        else
        {
            await Grain(name).Subscribe(stream);
        }
    }

    private async Task ProduceAsync(StreamId stream, string name, int count, bool isClient)
    {
        if (!isClient)
        {
            await Grain(name).Produce(stream, 0, count);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            await Cluster.ClientStream(stream).OnNextAsync(new NumberedEvent(Name(name), i));
        }
    }

    // Exactly these, each once and in the order of its producer.
    private Task GivenAsync(string consumer, params (string Producer, int Count)[] expected) => SeenAsync(Name(consumer), expected);

    private async Task SeenAsync(string subscriber, params (string Producer, int Count)[] expected)
    {
        await Eventually.Async(() => Witness.Of(subscriber).Count >= expected.Sum(e => e.Count), () => $"{subscriber}: {Witness.Of(subscriber).Count}");
        var seen = Witness.Of(subscriber);
        Assert.Equal(expected.Sum(e => e.Count), seen.Count);
        Assert.All(expected, e => Assert.Equal(Enumerable.Range(0, e.Count), seen.Where(s => s.Producer == Name(e.Producer)).Select(s => s.Number)));
    }
}
