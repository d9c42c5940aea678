namespace Platform.Persistence.Rows;

/// <summary>How a row fared in a transaction that was committed.</summary>
internal enum WriteStatus
{
    /// <summary>The change is durable.</summary>
    Written,

    /// <summary>The row hasn't the expected ETag; it stays as it was.</summary>
    Conflict,

    /// <summary>The row was written by a newer build in a format this one doesn't know; it stays as it was.</summary>
    NewerFormat,

    /// <summary>The database rejected this row for its content.</summary>
    Rejected,
}
