using Orleans.Streaming.Kafka.Tests.Conformance.Support;

namespace Orleans.Streaming.Kafka.Tests.Conformance;

// Batches, and subscribers that fail.
public abstract partial class StreamConformance
{
    [SkippableTheory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Batches_AreProducedAndConsumed_InAnyCombination(bool isSentAsBatch, bool isConsumedAsBatch)
    {
        var stream = NewStream();
        await Grain("consumer").Subscribe(stream, asBatch: isConsumedAsBatch);

        await Grain("producer").Produce(stream, 0, Events, isSentAsBatch);

        await GivenAsync("consumer", ("producer", Events));
        IEnumerable<int> sizes = Witness.Batches.TryGetValue(Name("consumer"), out var batches) ? batches : [];
        Assert.Equal(isConsumedAsBatch ? Events : 0, sizes.Sum());
        Assert.All(sizes, size => Assert.InRange(size, 1, 10));
    }

    [SkippableFact]
    public async Task ImplicitConsumers_ThatFailForAMoment_AreGivenEveryEventInOrder()
    {
        var keys = Enumerable.Range(0, 10).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var key in keys)
        {
            var failed = new HashSet<int>();
            // Every seventh event fails once.
            Witness.Before[$"{key:N}"] = seen => seen.Number % 7 == 3 && failed.Add(seen.Number) ? throw new TimeoutException("for a moment") : Task.CompletedTask;
        }

        await Task.WhenAll(keys.Select((key, i) => Grain($"producer{i}").Produce(StreamId.Create(ImplicitPartyGrain.Namespace, key), 0, 100, asBatch: true)));

        for (var i = 0; i < keys.Length; i++)
        {
            var subscriber = $"{keys[i]:N}";
            await Eventually.Async(() => Witness.Of(subscriber).Select(seen => seen.Number).Distinct().Count() == 100, () => $"{subscriber}: {Witness.Of(subscriber).Count}");
            // A batch that fails is repeated from its first event: what was taken of it comes again.
            Assert.Equal(Enumerable.Range(0, 100), Witness.Of(subscriber).Select(seen => seen.Number).Distinct());
        }
    }
}
