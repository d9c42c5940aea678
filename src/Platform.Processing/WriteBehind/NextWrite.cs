namespace Platform.Processing;

/// <summary>What is to be done so that an entity's next row is written.</summary>
internal enum NextWrite
{
    /// <summary>Nothing: there is none, or it is on its way.</summary>
    None,

    /// <summary>It waits for more of the entity's events (<see cref="LateWrites"/>).</summary>
    Waits,

    /// <summary>It is queued for the database.</summary>
    Now,
}
