namespace Platform.Events;

/// <summary>The kinds of reasons why a record is no event. Short and stable: dead letters and metrics carry them.</summary>
public static class DecodeErrors
{
    /// <summary>The record has no value (a tombstone), so it names no entity.</summary>
    public const string NullValue = "null-value";

    /// <summary>The value is not one whole JSON text (RFC 8259) in valid UTF-8, or is nested deeper than 64.</summary>
    public const string InvalidJson = "invalid-json";

    /// <summary>The value is JSON, but not an object.</summary>
    public const string NotAnObject = "not-an-object";

    /// <summary>Neither an envelope nor the headers say what type the event is.</summary>
    public const string NoType = "no-type";

    /// <summary>The event's type is not declared.</summary>
    public const string UnknownType = "unknown-type";

    /// <summary>The event's type is declared for another topic; or none is declared for the topic.</summary>
    public const string WrongTopic = "wrong-topic";

    /// <summary>The event's major version is not declared.</summary>
    public const string UnknownVersion = "unknown-version";

    /// <summary>The event's version is not of the form <c>major.minor</c>.</summary>
    public const string BadVersion = "bad-version";

    /// <summary>A field is missing, occurs twice, or its value is of a wrong kind.</summary>
    public const string BadField = "bad-field";

    /// <summary>An id is missing, or is one that can't be an id.</summary>
    public const string BadId = "bad-id";

    /// <summary>An amount, price or quantity is not an exact decimal of at most 28 digits, 10 of them decimals, or is negative where it can't be.</summary>
    public const string BadAmount = "bad-amount";
}
