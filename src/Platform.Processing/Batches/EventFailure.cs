using Texts;

namespace Platform.Processing;

/// <summary>Why an event failed for good, in plain text (<see cref="PlainText"/>): it goes into states, dead letters, answers and logs.</summary>
/// <param name="ErrorType">A short, stable name of the kind of error.</param>
/// <param name="Error">What was wrong, for a person.</param>
internal sealed record EventFailure(string ErrorType, string Error)
{
    /// <summary>The error type of an event whose rules threw what they should not.</summary>
    public const string HandlerFailed = "handler-failed";

    private const int ErrorLengthMax = 1_000;
    private const int ErrorTypeLengthMax = 200;

    /// <summary>A short, stable name of the kind of error.</summary>
    public string ErrorType { get; } = PlainText.Of(ErrorType, ErrorTypeLengthMax);

    /// <summary>What was wrong, for a person.</summary>
    public string Error { get; } = PlainText.Of(Error, ErrorLengthMax);

    /// <summary>The text, cut to what is kept in a state.</summary>
    public string ShortError => PlainText.Of(Error, Rejection.ErrorLengthMax);

    /// <summary>What an exception says. What rules reject they say themselves; what others throw may quote the payload, whose texts are left out.</summary>
    /// <param name="exception">What the rules threw.</param>
    /// <param name="payload">The event's payload.</param>
    public static EventFailure Of(Exception exception, object payload) => exception is EventRejectedException rejection
        ? new EventFailure(rejection.ErrorType, rejection.Message)
        : new EventFailure(HandlerFailed, $"{exception.GetType().Name}: {PayloadTexts.LeaveOut(exception.Message, payload)}");
}
