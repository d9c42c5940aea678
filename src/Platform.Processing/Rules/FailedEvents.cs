namespace Platform.Processing;

/// <summary>What becomes of an event that its entity will never take.</summary>
public enum FailedEvents
{
    /// <summary>The entity is quarantined: this event and all later ones are parked, in order, until an operator redrives or drops them.</summary>
    Quarantine = 0,

    /// <summary>The event alone goes to the dead-letter topic and its order is given up: for sums and the like, where one bad event must not stop the others.</summary>
    DeadLetter = 1,
}
