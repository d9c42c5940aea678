namespace Platform.Processing;

/// <summary>An entity with deferred events. Every event-processing grain implements it.</summary>
[Alias("platform.IWaitingEntity")]
public interface IDeferringEntity : IGrainWithStringKey
{
    /// <summary>Quarantines the entity if one of its events is deferred for too long. Calling it again changes nothing.</summary>
    [Alias("CheckWaiting")]
    ValueTask CheckDeferred();
}
