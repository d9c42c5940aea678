namespace Platform.Processing;

/// <summary>
/// What a fold came to can't be stored, and never will: it is too large, or the storage refuses its content. Nothing was
/// written and the activation goes on; the event that is to blame is told by writing one at a time.
/// </summary>
/// <param name="failure">Why.</param>
/// <param name="innerException">What the storage said, or null.</param>
internal sealed class WriteRefusedException(EventFailure failure, Exception? innerException = null) : Exception(failure.Error, innerException)
{
    /// <summary>As what the guilty event has failed.</summary>
    public EventFailure Failure => failure;
}
