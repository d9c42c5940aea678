namespace Platform.Persistence;

/// <summary>Rejected outputs that want nobody's attention any more.</summary>
/// <param name="Sequences">Their sequences; at least one. What is no rejected output is not changed.</param>
/// <param name="DropReason">Why an operator dropped them: they stay as <see cref="QuarantinedEntity.DroppedOutput"/>. Null where they were published after all: they are removed.</param>
/// <param name="At">When, UTC.</param>
public sealed record SettledOutputs(IReadOnlyList<long> Sequences, string? DropReason, DateTimeOffset At);
