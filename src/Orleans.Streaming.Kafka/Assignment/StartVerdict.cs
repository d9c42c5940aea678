namespace Orleans.Streaming.Kafka;

/// <summary>What the first records of an assignment say of the log below its start.</summary>
internal enum StartVerdict
{
    /// <summary>Nothing speaks against reading on.</summary>
    Read,

    /// <summary>The log may have been cut off below the start and grown again: the record below it must be looked at.</summary>
    LookBelow,

    /// <summary>This is the record below the start, and the one that was there when the start was committed.</summary>
    Skip,

    /// <summary>This is the record below the start, and not the one that was there when the start was committed.</summary>
    Truncated,
}
