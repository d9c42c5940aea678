using Orleans.Streaming.Kafka;

namespace Platform.Processing.Tests;

/// <summary>Folds a batch as a delivery would, without a grain.</summary>
internal sealed record Fold(ProcessingState<TestState> State, FoldTally Tally, RefusedEvent[] Refused, bool IsChanged, int ForcedEvictions)
{
    public static readonly ProcessingState<TestState> Empty = new();

    public string[] Log => State.Entity?.Log ?? [];

    public static Fold Of(ProcessingState<TestState> before, params ReceivedEvent[] records) => Of(before, new ProcessingOptions(), records);

    public static Fold Of(ProcessingState<TestState> before, ProcessingOptions options, params ReceivedEvent[] records)
    {
        var rules = new EntityRules<TestState>("test/1", TestTransitions.Apply, options.RecentIds, options.WaitingCountMax);
        var fold = new BatchFold<TestState>(before, rules, Deliveries.Group);
        for (var index = 0; index < records.Length; index++)
        {
            if (!fold.IsRepeat(index, records[index]))
            {
                fold.Apply(index, records[index]);
            }
        }

        return new Fold(fold.ToState(), fold.Tally, fold.Refused, fold.IsChanged, fold.ForcedEvictions);
    }
}
