namespace Platform.Processing;

/// <summary>How many event ids an entity remembers, to recognise what comes again at another position.</summary>
/// <param name="Count">So many are kept whatever their age.</param>
/// <param name="CountMax">Never more than so many: the oldest goes, even if it is younger than <paramref name="Age"/>.</param>
/// <param name="Age">So long an id is kept, in record timestamps, measured against the newest that the entity saw.</param>
public sealed record RecentIdLimits(int Count, int CountMax, TimeSpan Age);
