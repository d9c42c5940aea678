namespace Platform.Persistence.Rows;

/// <summary>What a write does to its row.</summary>
internal enum RowChange
{
    /// <summary>Stores a payload; inserts the row when no ETag is expected.</summary>
    Put,

    /// <summary>Takes the payload away and keeps the row.</summary>
    Clear,

    /// <summary>Removes the row.</summary>
    Delete,
}
