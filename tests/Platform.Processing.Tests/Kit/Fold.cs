using Orleans.Streaming.Kafka;
using Platform.Persistence;

namespace Platform.Processing.Tests;

/// <summary>Folds a batch as a delivery would, without a grain.</summary>
internal sealed record Fold(ProcessingState<TestState> State, FoldTally Tally, RejectedEvent[] Rejected, bool IsChanged, int ForcedEvictions, ParkingChange? Parking)
{
    public static readonly ProcessingState<TestState> Empty = new();

    public string[] Log => State.Entity?.Log ?? [];

    public static Fold Of(ProcessingState<TestState> before, params ReceivedEvent[] records) => Of(before, new ProcessingOptions(), records);

    public static Fold Of(ProcessingState<TestState> before, ProcessingOptions options, params ReceivedEvent[] records)
    {
        return Of(before, options, null, records);
    }

    /// <summary>For an entity whose failed events become dead letters.</summary>
    public static Fold Lenient(ProcessingState<TestState> before, params ReceivedEvent[] records) =>
        Of(before, new ProcessingOptions(), FailurePolicy.DeadLetter, records);

    public static EntityRules RulesOf(ProcessingOptions options, FailurePolicy? failedEvents = null) =>
        new("test", "test/1", options.RecentIds, options.DeferredCountMax, new FailureRules(failedEvents, options.FailedEvents));

    public static Fold Of(ProcessingState<TestState> before, ProcessingOptions options, FailurePolicy? failedEvents, params ReceivedEvent[] records)
    {
        var fold = new BatchFold<TestState>(before, RulesOf(options, failedEvents), Deliveries.Group, Deliveries.Start);
        var driver = new FoldDriver<TestState>(
            new EventHandling<TestState>(new EntityTransition<TestState>(TestTransitions.Apply, null), null, options, TestEvents.Outputs), new TestRecords().Read);

        // Pure rules never wait.
        var driven = driver.DeliverAsync(fold, records, new Deadline(TimeProvider.System, options.DeliveryTimeout), () => { });
        Assert.True(driven.IsCompleted);
        driven.GetAwaiter().GetResult();
        return new Fold(fold.ToState(), fold.Tally, fold.Rejected, fold.IsChanged, fold.ForcedEvictions, fold.ToParkingChange(GrainId.Create("test", "1")));
    }
}
