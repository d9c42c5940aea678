namespace Orleans.Streaming.Kafka;

/// <summary>Which records are dispatched next.</summary>
/// <param name="Source">Their partition.</param>
/// <param name="CountMax">How many of them at most; as many places of the window are taken for them.</param>
/// <param name="Until">None but the first with a later timestamp than this: there the head of another partition is older.</param>
/// <param name="HasOthers">Whether another partition could be dispatched at the same time.</param>
internal readonly record struct DispatchRun(DispatchSource Source, int CountMax, long Until, bool HasOthers);
