namespace Platform.Configuration;

/// <summary>What becomes of an event that fails for good.</summary>
public enum TopicFailure
{
    /// <summary>Its entity is quarantined: it and all later events of that entity are parked, in order.</summary>
    Quarantine = 0,

    /// <summary>It goes to the dead-letter topic, its order is given up, and its entity goes on.</summary>
    DeadLetter = 1,
}
