namespace Platform.Processing;

/// <summary>What a failure of an action or of asynchronous rules says about trying again.</summary>
public enum FailureKind
{
    /// <summary>Nobody knows: tried again, and permanent after <see cref="ProcessingOptions.UnclassifiedAttemptsMax"/> attempts.</summary>
    Unclassified = 0,

    /// <summary>It will pass: tried again for as long as it takes.</summary>
    Transient = 1,

    /// <summary>It will not pass: the event has failed for good.</summary>
    Permanent = 2,
}
