namespace Platform.Persistence;

/// <summary>A commit whose end is unknown: the transaction may be there or not.</summary>
internal sealed class AmbiguousCommitException(string message, Exception innerException) : Exception(message, innerException);
