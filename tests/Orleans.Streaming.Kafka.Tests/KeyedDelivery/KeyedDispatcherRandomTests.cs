using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka.Tests.Delivery;

/// <summary>What must hold whatever happens: order and one call per entity, nothing lost, nothing finished twice.</summary>
public sealed class KeyedDispatcherRandomTests
{
    private const int Entities = 40;
    private const int Events = 3_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Dispatcher_UnderRandomFailuresDelaysAndStops_KeepsOrderAndLosesNothing(int seed)
    {
        var random = new Random(seed);
        using var harness = new DispatcherHarness();
        harness.Breaker = new CircuitBreaker(10);
        harness.UnclassifiedTimeMax = TimeSpan.FromSeconds(2);
        var inFlight = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var applied = new ConcurrentDictionary<string, List<long>>(StringComparer.Ordinal);
        var failing = Enumerable.Range(0, Events).Where(_ => random.Next(100) == 0).Select(o => (long)o).ToHashSet();
        var violations = new ConcurrentQueue<string>();
        harness.Receive = async (entity, batch) =>
        {
            if (inFlight.AddOrUpdate(entity, 1, (_, n) => n + 1) != 1)
            {
                violations.Enqueue($"two calls to {entity}");
            }

            try
            {
                return await RespondAsync(batch, failing, offsets => Apply(applied, entity, offsets));
            }
            finally
            {
                inFlight.AddOrUpdate(entity, 0, (_, n) => n - 1);
            }
        };
        var dispatcher = harness.Started(inFlightMax: 7, batchMax: 9);
        var sent = Enumerable.Range(0, Entities).ToDictionary(e => $"e{e}", _ => new List<long>(), StringComparer.Ordinal);

        for (var offset = 0; offset < Events; offset++)
        {
            var entity = $"e{random.Next(Entities)}";
            sent[entity].Add(offset);
            dispatcher.Enqueue(entity, DispatcherHarness.Event(offset));
            if (random.Next(200) == 0)
            {
                await StopAndStartAsync(harness, dispatcher, violations);
            }

            if (random.Next(50) == 0)
            {
                harness.Time.Advance(TimeSpan.FromMilliseconds(random.Next(1_500)));
            }
        }

        await Eventually.Async(
            () =>
            {
                harness.Time.Advance(TimeSpan.FromSeconds(1));
                return harness.Finished.Count >= Events;
            },
            () => $"{harness.Finished.Count} of {Events} finished, {dispatcher.Condition}",
            seconds: 30);
        Assert.Empty(violations);
        Assert.Equal(Events, harness.Finished.Distinct().Count());
        Assert.Equal(Events, harness.Finished.Count);
        await Eventually.Async(() => harness.GivenBack == Events, () => $"{harness.GivenBack} places of {Events} given back");
        Assert.Equal(failing.Order(), harness.Buried.Select(b => b.Offset).Order());
        foreach (var (entity, offsets) in sent)
        {
            Assert.Equal(offsets.Where(o => !failing.Contains(o)), applied.GetValueOrDefault(entity, []));
            Assert.Equal(offsets, harness.Finished.Where(offsets.ToHashSet().Contains));
        }
    }

    // As a receiver that remembers what it took: a repeat changes nothing, so what it applied shows the order of first arrivals.
    private static void Apply(ConcurrentDictionary<string, List<long>> applied, string entity, IEnumerable<long> offsets)
    {
        var mine = applied.GetOrAdd(entity, static _ => []);
        foreach (var offset in offsets)
        {
            if (!mine.Contains(offset))
            {
                mine.Add(offset);
            }
        }
    }

    private static async ValueTask<BatchOutcome> RespondAsync(DispatchedEvent[] batch, HashSet<long> failing, Action<IEnumerable<long>> apply)
    {
        var chance = Random.Shared.Next(100);
        if (chance < 40)
        {
            await Task.Yield();
        }

        if (chance < 10)
        {
            throw new IOException("away for a moment");
        }

        var offsets = DispatcherHarness.OffsetsOf(batch);
        apply(offsets.TakeWhile(o => !failing.Contains(o)));
        if (offsets.Any(failing.Contains))
        {
            throw chance % 2 == 0 ? new FormatException("bad event") : new InvalidOperationException("who knows");
        }

        return chance < 15 ? throw new TimeoutException("done, but nobody was told") : BatchOutcome.Done;
    }

    private static async Task StopAndStartAsync(DispatcherHarness harness, KeyedDispatcher dispatcher, ConcurrentQueue<string> violations)
    {
        await dispatcher.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
        var calls = harness.Calls.Count;
        harness.Time.Advance(TimeSpan.FromSeconds(2));
        if (dispatcher.InFlight != 0 || harness.Calls.Count != calls)
        {
            violations.Enqueue("a call began while stopped");
        }

        dispatcher.Start();
    }
}
