namespace Platform.Cli.Admin;

/// <summary>Where a dead letter is. The topic is the dead-letter topic or the one it belongs to.</summary>
internal sealed record DeadLetterPosition(string Topic, int Partition, long Offset);
