namespace Orleans.Streaming.Kafka;

/// <summary>A record whose dead letter the dead-letter topic does not take for its size.</summary>
public sealed record OversizedRecord
{
    /// <summary>The record as it was read.</summary>
    public required KafkaRecord Record { get; init; }

    /// <summary>The consumer group that gave it up.</summary>
    public required string Group { get; init; }

    /// <summary>Why it is a dead letter: a short, stable name of the kind of error.</summary>
    public required string ErrorType { get; init; }

    /// <summary>Why it is a dead letter, for a person.</summary>
    public required string Error { get; init; }

    /// <summary>The entity it belongs to, or null where none can be named.</summary>
    public string? Entity { get; init; }

    /// <summary>How many deliveries were tried; 0 where it never came to one.</summary>
    public int Attempts { get; init; }

    /// <summary>What the broker, or the client, said as it refused the dead letter.</summary>
    public required string Rejection { get; init; }

    /// <summary>When that was, UTC.</summary>
    public required DateTimeOffset RejectedAt { get; init; }
}
