using CsCheck;
using Orleans.Streaming.Kafka;
using Platform.Events;
using Platform.Processing;
using Shop.Events;
using Shop.Grains.Orders;

namespace Shop.Grains.Tests.Orders;

/// <summary>Topics have no order between them: what an order comes to must not hang on which of them is read first.</summary>
public sealed class OrderInterleavingTests
{
    private static readonly ProcessingOptions Options = new();
    private static readonly ParkedRecords Parked = new(new EventDecoder(ShopEvents.Catalog));
    private static readonly string[] Statuses = ["pending", "confirmed", "shipped"];

    [Fact]
    public void Order_HoweverItsTopicsInterleave_ComesToTheSame() =>
        GenCase.Sample(test => Assert.Equal(Summary.Of(Run(test.InOrder)), Summary.Of(Run(test.Shuffled))));

    [Fact]
    public void Order_WhenAnyPrefixComesTwice_IsAsAfterOne() =>
        Gen.Select(GenCase, Gen.Int[0, 20]).Sample((test, length) =>
        {
            var once = Run(test.Shuffled);
            var prefix = test.Shuffled.Take(length).ToArray();

            var twice = Run([.. prefix, .. prefix, .. test.Shuffled.Skip(length)]);

            Assert.Equal(Summary.Of(once), Summary.Of(twice));
            Assert.Equal(once.State.Entity!.UpdatedAt, twice.State.Entity!.UpdatedAt);
            Assert.Equal(once.Outputs.Select(output => output.Event.Id), twice.Outputs.Select(output => output.Event.Id));
        });

    private static Gen<Case> GenCase =>
        Gen.Select(
            Gen.Int[0, 2].Select(n => Statuses[n]).Array[0, 4],
            Gen.Int[1, 60].Array[0, 4],
            Gen.Int[0, 2],
            Gen.Int[0, int.MaxValue]).Select((statuses, payments, cancellations, seed) =>
        {
            object[][] topics =
            [
                [Some.Created(100)],
                [.. statuses.Select(status => Some.Updated(status))],
                [.. payments.Select(amount => Some.Payment(amount))],
                [.. Enumerable.Repeat(Some.Cancelled(), cancellations)],
            ];
            var records = topics.Select((payloads, topic) => payloads.Select((payload, offset) => Record(topic, offset, payload)).ToArray()).ToArray();
            return new Case([.. records.SelectMany(topic => topic)], Interleave(records, new Random(seed)));
        });

    // Any order that keeps each topic's own.
    private static ReceivedEvent[] Interleave(ReceivedEvent[][] topics, Random random)
    {
        var next = new int[topics.Length];
        var order = topics.SelectMany((topic, index) => Enumerable.Repeat(index, topic.Length)).ToArray();
        random.Shuffle(order);
        return [.. order.Select(topic => topics[topic][next[topic]++])];
    }

    private static ReceivedEvent Record(int topic, int offset, object payload) => new()
    {
        Position = new RecordPosition($"topic-{topic}", Guid.Empty, 0, offset, -1),
        Timestamp = Some.Time,
        Value = Some.Event(payload, $"{topic}-{offset}", Some.Time.AddMinutes((10 * topic) + offset)),
    };

    private static Outcome Run(IEnumerable<ReceivedEvent> records)
    {
        var rules = new EntityRules("order", "order/o-1", Options.RecentIds, Options.DeferredCountMax, new FailureRules(null, Options.FailedEvents));
        var driver = new FoldDriver<OrderState>(
            new EventHandling<OrderState>(new EntityTransition<OrderState>(OrderTransitions.Apply, null), null, Options, Some.Outputs), Parked.Read);
        var state = new ProcessingState<OrderState>();
        var outputs = new List<OutgoingEvent>();
        foreach (var record in records)
        {
            // Pure rules never wait.
            var fold = new BatchFold<OrderState>(state, rules, "group", Some.Time);
            var driven = driver.DeliverAsync(fold, [record], new Deadline(TimeProvider.System, Options.DeliveryTimeout), () => { });
            Assert.True(driven.IsCompletedSuccessfully);
            if (!fold.IsChanged)
            {
                continue;
            }

            state = fold.ToState();
            outputs.AddRange(state.Outputs.Select(output => output.Event));
        }

        return new Outcome(state, outputs);
    }

    private sealed record Case(ReceivedEvent[] InOrder, ReceivedEvent[] Shuffled);

    private sealed record Outcome(ProcessingState<OrderState> State, List<OutgoingEvent> Outputs);

    /// <summary>What is promised for every interleaving. Whether an update comes before a cancellation is not, nor what it then counts.</summary>
    private sealed record Summary(string Status, decimal Amount, Platform.Events.MoneySum Paid, long? EventsApplied, string Outputs)
    {
        public static Summary Of(Outcome outcome)
        {
            var order = outcome.State.Entity!;
            Assert.Empty(outcome.State.Deferred);
            return new Summary(
                order.Status,
                order.Amount,
                order.Paid,
                order.IsCancelled ? null : order.EventsApplied,
                string.Join('\n', outcome.Outputs.Select(output => output.Event.Payload.ToString()).Order(StringComparer.Ordinal)));
        }
    }
}
