namespace Platform.Processing;

/// <summary>The bulk redrives that are unfinished, and the last that ended, in the order in which they were begun.</summary>
[GenerateSerializer, Alias("platform.bulk-redrive-state")]
internal sealed record BulkRedriveState
{
    private const int EndedMax = 100;

    /// <summary>One of each error.</summary>
    [Id(0)]
    public BulkRedriveReport[] Runs { get; init; } = [];

    /// <summary>The one that is under way, or null.</summary>
    public BulkRedriveReport? Current => Array.Find(Runs, static run => run.EndedAt is null);

    /// <summary>Whether no further one may be begun.</summary>
    public bool IsFull => Runs.Count(static run => run.EndedAt is null) >= BulkRedriveReport.UnfinishedMax;

    /// <summary>The last one of an error, or null.</summary>
    public BulkRedriveReport? Find(string errorType) => Array.Find(Runs, run => string.Equals(run.ErrorType, errorType, StringComparison.Ordinal));

    /// <summary>With one more, in the place of an earlier one of its error that ended.</summary>
    public BulkRedriveState Add(BulkRedriveReport run)
    {
        var others = Runs.Where(other => !string.Equals(other.ErrorType, run.ErrorType, StringComparison.Ordinal)).ToArray();
        var ended = others.Where(static other => other.EndedAt is not null).TakeLast(EndedMax - 1);
        return new BulkRedriveState { Runs = [.. ended, .. others.Where(static other => other.EndedAt is null), run] };
    }

    /// <summary>With one that came further.</summary>
    public BulkRedriveState Replace(BulkRedriveReport run) =>
        new() { Runs = Array.ConvertAll(Runs, other => string.Equals(other.ErrorType, run.ErrorType, StringComparison.Ordinal) ? run : other) };
}
