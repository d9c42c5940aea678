namespace Platform.Processing;

/// <summary>How many event ids an entity remembers, to recognise what comes again at another position.</summary>
/// <param name="Count">So many are kept whatever their age.</param>
/// <param name="CountMax">Never more than so many: the oldest goes, even if it is younger than <paramref name="Age"/>.</param>
/// <param name="Age">How long after it a record can be published again, in record timestamps; an id is kept for twice as long. 0: by the count alone.</param>
public sealed record RecentIdLimits(int Count, int CountMax, TimeSpan Age);
