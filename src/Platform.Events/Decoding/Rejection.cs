namespace Platform.Events;

/// <summary>Why a record is no event.</summary>
/// <param name="ErrorType">One of <see cref="DecodeErrors"/>, or what an upcast names.</param>
/// <param name="Error">What was wrong, for a person.</param>
internal sealed record Rejection(string ErrorType, string Error);
