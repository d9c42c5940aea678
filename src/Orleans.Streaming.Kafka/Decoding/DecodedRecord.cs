namespace Orleans.Streaming.Kafka;

/// <summary>What a decoder makes of a record: an event, or the reason why it is none.</summary>
public readonly record struct DecodedRecord
{
    private DecodedRecord(object? value, string? errorType, string? error)
    {
        Value = value;
        ErrorType = errorType;
        Error = error;
    }

    /// <summary>The event, or null when the record is rejected.</summary>
    public object? Value { get; }

    /// <summary>A short, stable name of the kind of error when rejected.</summary>
    public string? ErrorType { get; }

    /// <summary>What was wrong, for a person, when rejected.</summary>
    public string? Error { get; }

    /// <summary>The record is this event.</summary>
    /// <param name="value">The event; immutable.</param>
    public static DecodedRecord Of(object value) => new(value, null, null);

    /// <summary>The record becomes a dead letter.</summary>
    /// <param name="errorType">A short, stable name of the kind of error, for example <c>unknown-type</c>.</param>
    /// <param name="error">What was wrong, for a person.</param>
    public static DecodedRecord Reject(string errorType, string error) => new(null, errorType, error);
}
