namespace Orleans.Streaming.Kafka;

/// <summary>What a failure says about trying again.</summary>
public enum FailureKind
{
    /// <summary>Nobody knows: tried again, and permanent in the end. The options say when: by time in the provider (<c>UnclassifiedTimeMax</c>), by attempts where a grain decides (<c>UnclassifiedAttemptsMax</c>).</summary>
    Unclassified = 0,

    /// <summary>It will pass: tried again for as long as it takes.</summary>
    Transient = 1,

    /// <summary>It will not pass: the event or the program is wrong, and the failure policy decides at once.</summary>
    Permanent = 2,
}
