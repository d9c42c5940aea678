using Orleans.Streaming.Kafka.Tests.Conformance.Support;

namespace Orleans.Streaming.Kafka.Tests.Conformance;

// Subscriptions: several of one grain, and of what is deactivated.
public abstract partial class StreamConformance
{
    [SkippableFact]
    public async Task ParallelSubscriptions_AreEachGivenEverything()
    {
        var stream = NewStream();
        var first = await Grain("grain").Subscribe(stream, Name("first"));
        var second = await Grain("grain").Subscribe(stream, Name("second"));

        await Grain("producer").Produce(stream, 0, Events);

        await GivenAsync("first", ("producer", Events));
        await GivenAsync("second", ("producer", Events));
        Assert.Equal(new[] { first, second }.Order(), (await Grain("grain").Subscriptions(stream)).Order());
        await Grain("grain").Unsubscribe(stream, first);
        await Grain("grain").Unsubscribe(stream, second);
        Assert.Empty(await Grain("grain").Subscriptions(stream));
    }

    [SkippableFact]
    public async Task ASubscription_ThatIsAddedAndRemovedBesideAnother_LeavesThatAlone()
    {
        var stream = NewStream();
        await Grain("grain").Subscribe(stream, Name("stays"));
        await Grain("producer").Produce(stream, 0, Events);
        var comes = await Grain("grain").Subscribe(stream, Name("comes"));
        await GivenAsync("stays", ("producer", Events));
        await Grain("producer").Produce(stream, Events, Events);
        await GivenAsync("stays", ("producer", 2 * Events));
        await Grain("grain").Unsubscribe(stream, comes);
        await Grain("producer").Produce(stream, 2 * Events, Events);

        await GivenAsync("stays", ("producer", 3 * Events));
        Assert.DoesNotContain(Witness.Of(Name("comes")), seen => seen.Number >= 2 * Events);
    }

    [SkippableFact]
    public async Task AConsumer_ThatIsDeactivated_IsActivatedByTheNextEvent_AndMissesNothing()
    {
        var stream = NewStream();
        await Grain("grain").Subscribe(stream);
        await Grain("producer").Produce(stream, 0, Events);
        await GivenAsync("grain", ("producer", Events));
        await Grain("grain").Deactivate();
        await Grain("producer").Deactivate();

        await Grain("producer").Produce(stream, Events, Events);

        await GivenAsync("grain", ("producer", 2 * Events));
    }

    [SkippableFact]
    public async Task TwoStreams_OfOneConsumer_ByTurns_AreBothGivenWhole()
    {
        var (first, second) = (NewStream(), NewStream());
        await Grain("grain").Subscribe(first, Name("first"));
        await Grain("grain").Subscribe(second, Name("second"));

        for (var i = 0; i < Events; i++)
        {
            await Grain("producer").Produce(i % 2 == 0 ? first : second, i / 2, 1);
        }

        await GivenAsync("first", ("producer", Events / 2));
        await GivenAsync("second", ("producer", Events / 2));
    }
}
