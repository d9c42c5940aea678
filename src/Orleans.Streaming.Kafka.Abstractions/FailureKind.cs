namespace Orleans.Streaming.Kafka;

/// <summary>What a failure says about trying again.</summary>
public enum FailureKind
{
    /// <summary>Nobody knows: tried again a few times, then permanent. The options say how often (<c>UnclassifiedAttemptsMax</c>).</summary>
    Unclassified = 0,

    /// <summary>It will pass: tried again for as long as it takes.</summary>
    Transient = 1,

    /// <summary>It will not pass: the event or the program is wrong, and the failure policy decides at once.</summary>
    Permanent = 2,
}
