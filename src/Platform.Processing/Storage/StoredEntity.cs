namespace Platform.Processing;

/// <summary>What the storage keeps of an entity: one value in the form of <see cref="StateCodec{TState}"/>.</summary>
[GenerateSerializer, Alias("platform.stored-entity")]
internal sealed class StoredEntity
{
    /// <summary>The packed state; null where nothing was stored.</summary>
    // No id below 9: the form before this one had fields there, and must not be taken for this one.
    [Id(9)]
    public byte[]? Packed { get; set; }
}
