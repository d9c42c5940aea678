namespace Platform.Processing;

/// <summary>An entity that may be in the middle of a redrive. Every event-processing grain answers it.</summary>
[Alias("platform.IRedrivenEntity")]
public interface IRedrivenEntity : IGrainWithStringKey
{
    /// <summary>
    /// Goes on with a redrive that is under way, and begins none: one that has stopped meanwhile is an operator's matter
    /// (<see cref="IEntityOperations.Redrive"/>). Asking again changes nothing.
    /// </summary>
    [Alias("ContinueRedrive")]
    ValueTask ContinueRedrive();
}
