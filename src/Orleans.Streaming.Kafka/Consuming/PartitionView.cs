namespace Orleans.Streaming.Kafka;

/// <summary>A partition as the watchdog sees it.</summary>
/// <param name="Assignment">The assignment, by identity: another one is another partition to watch.</param>
/// <param name="Name">What to call it.</param>
/// <param name="Next">The next offset to read.</param>
/// <param name="IsHeld">Whether we ourselves keep it from reading.</param>
internal readonly record struct PartitionView(object Assignment, string Name, long Next, bool IsHeld);
