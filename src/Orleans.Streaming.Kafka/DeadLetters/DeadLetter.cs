namespace Orleans.Streaming.Kafka;

/// <summary>A record that nobody will take, on its way to an <see cref="IDeadLetterSink"/>.</summary>
public sealed record DeadLetter
{
    /// <summary>The record as it was read.</summary>
    public required KafkaRecord Record { get; init; }

    /// <summary>The consumer group that gave it up.</summary>
    public required string Group { get; init; }

    /// <summary>Why: a short, stable name of the kind of error, or an exception's type.</summary>
    public required string ErrorType { get; init; }

    /// <summary>Why, for a person.</summary>
    public required string Error { get; init; }

    /// <summary>The entity it belongs to, or null where none can be named.</summary>
    public string? Entity { get; init; }

    /// <summary>How many deliveries were tried; 0 where it never came to one.</summary>
    public int Attempts { get; init; }

    /// <summary>Its number among what its entity has parked, or null.</summary>
    public long? Sequence { get; init; }

    /// <summary>When it was given up, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
