namespace Platform.Processing;

/// <summary>What became of an event.</summary>
public enum EffectKind
{
    /// <summary>It changed the entity.</summary>
    Change = 0,

    /// <summary>It changes nothing, whenever it comes.</summary>
    Ignore = 1,

    /// <summary>It is deferred until another event comes.</summary>
    Defer = 2,

    /// <summary>It never concerns this kind of entity, whatever the entity's state.</summary>
    Skip = 3,
}
