namespace Platform.Processing;

/// <summary>An entity in this silo's memory that no activation has. Thread-safe.</summary>
internal interface IUnactivatedEntity : ILocalEntity
{
    /// <summary>Takes no further events; completes when those that were taken have ended.</summary>
    /// <returns>The ETag of the row whose outputs are all acknowledged; null where some are not, or nothing is known of a row.</returns>
    Task<string?> CloseAsync();
}
