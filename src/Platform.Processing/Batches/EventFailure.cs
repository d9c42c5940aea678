namespace Platform.Processing;

/// <summary>Why an event failed for good.</summary>
/// <param name="ErrorType">A short, stable name of the kind of error.</param>
/// <param name="Error">What was wrong, for a person.</param>
internal sealed record EventFailure(string ErrorType, string Error)
{
    /// <summary>The error type of an event whose rules threw what they should not.</summary>
    public const string HandlerFailed = "handler-failed";

    /// <summary>The text, cut to what is kept in a state.</summary>
    public string ShortError => Error.Length <= Rejection.ErrorLengthMax ? Error : Error[..Rejection.ErrorLengthMax];

    /// <summary>What an exception says.</summary>
    /// <param name="exception">What the rules threw.</param>
    public static EventFailure Of(Exception exception) => exception is EventRejectedException rejection
        ? new EventFailure(rejection.ErrorType, rejection.Message)
        : new EventFailure(HandlerFailed, $"{exception.GetType().Name}: {exception.Message}");
}
