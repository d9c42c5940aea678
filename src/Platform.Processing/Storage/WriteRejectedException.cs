namespace Platform.Processing;

/// <summary>
/// The result of a fold can't be stored, and never will: it is too large, or the storage rejects its content. Nothing was
/// written and the activation goes on; writing one event at a time finds the failing one.
/// </summary>
/// <param name="failure">Why.</param>
/// <param name="innerException">The exception of the storage, or null.</param>
internal sealed class WriteRejectedException(EventFailure failure, Exception? innerException = null) : Exception(failure.Error, innerException)
{
    /// <summary>The failure that the failing event gets.</summary>
    public EventFailure Failure => failure;
}
