namespace Platform.Events;

/// <summary>Thrown by an upcast, or by a payload's constructor, for content that is no event of its type: the record is rejected with this reason.</summary>
public sealed class InvalidEventException : Exception
{
    /// <summary>Rejects the content.</summary>
    /// <param name="errorType">A short, stable name of the kind of error, for example one of <see cref="DecodeErrors"/>.</param>
    /// <param name="message">What is wrong, for a person, beginning with the field's name.</param>
    public InvalidEventException(string errorType, string message)
        : base(message)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(errorType);
        ErrorType = errorType;
    }

    /// <summary>A short, stable name of the kind of error.</summary>
    public string ErrorType { get; }
}
