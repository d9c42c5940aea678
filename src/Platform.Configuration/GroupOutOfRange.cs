namespace Platform.Configuration;

/// <summary>What a group does with a partition whose committed offset is no longer in the log.</summary>
public enum GroupOutOfRange
{
    /// <summary>The partition stops until an operator decides: nothing is skipped silently.</summary>
    Fail = 0,

    /// <summary>Goes on at the oldest record there is; logged and counted.</summary>
    Earliest = 1,

    /// <summary>Goes on at the end; logged and counted.</summary>
    Latest = 2,
}
