namespace Platform.Persistence.Rows;

/// <summary>Which of an entity's kept records are wanted.</summary>
internal enum ParkedKind
{
    /// <summary>Those that a redrive applies.</summary>
    Parked,

    /// <summary>Those that were dropped, rejected outputs among them.</summary>
    Dropped,

    /// <summary>The rejected outputs that nobody settled.</summary>
    RejectedOutput,
}
