namespace Platform.Processing;

/// <summary>An entity that may be in the middle of a redrive. Every event-processing grain implements it.</summary>
[Alias("platform.IRedrivenEntity")]
public interface IRedrivenEntity : IGrainWithStringKey
{
    /// <summary>
    /// Goes on with a redrive that is under way, and begins none: one that has stopped meanwhile is for an operator to begin again
    /// (<see cref="IEntityOperations.Redrive"/>). Calling it again changes nothing.
    /// </summary>
    [Alias("ContinueRedrive")]
    ValueTask ContinueRedrive();
}
