namespace Platform.Configuration;

/// <summary>Where a group begins.</summary>
public enum GroupStart
{
    /// <summary>At the end as it is at the first assignment.</summary>
    Latest = 0,

    /// <summary>At the beginning.</summary>
    Earliest = 1,
}
