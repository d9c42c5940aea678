namespace Platform.Processing;

/// <summary>An entity whose events may wait for another one. Every event-processing grain answers it.</summary>
[Alias("platform.IWaitingEntity")]
public interface IWaitingEntity : IGrainWithStringKey
{
    /// <summary>Quarantines the entity if one of its events has waited too long. Asking again changes nothing.</summary>
    [Alias("CheckWaiting")]
    ValueTask CheckWaiting();
}
