using Texts;

namespace Orleans.Streaming.Kafka;

/// <summary>Why a record is a dead letter.</summary>
/// <param name="ErrorType">The kind of error.</param>
/// <param name="Error">What was wrong.</param>
/// <param name="Entity">The entity, where it can be named.</param>
/// <param name="Attempts">How many deliveries were tried; 0 where it never came to one.</param>
internal readonly record struct DeadLetterReason(string ErrorType, string Error, string? Entity, int Attempts)
{
    // What the application threw or answered with may hold nulls, whatever its types promise.

    /// <summary>The kind of error.</summary>
    public string ErrorType { get; } = PlainText.Of(ErrorType ?? "unknown");

    /// <summary>What was wrong.</summary>
    public string Error { get; } = PlainText.Of(Error ?? "");

    /// <summary>The entity, where it can be named.</summary>
    public string? Entity { get; init; } = Entity is null ? null : PlainText.Of(Entity);

    /// <summary>The record's place among what its entity has parked, or null.</summary>
    public long? Sequence { get; init; }
}
