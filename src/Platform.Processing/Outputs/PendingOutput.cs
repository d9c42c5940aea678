namespace Platform.Processing;

/// <summary>An output whose publication is not proven.</summary>
/// <param name="Origin">The partition and group of the delivery that caused it, or null for a step of a redrive: no commit proves it; the write of the next step removes it.</param>
/// <param name="Offset">The offset of the record whose delivery caused it; of a redrive, the sequence of the parked record.</param>
/// <param name="Event">The output.</param>
[GenerateSerializer, Immutable, Alias("platform.pending-output")]
internal sealed record PendingOutput(
    [property: Id(2)] DeliveryOrigin? Origin,
    [property: Id(0)] long Offset,
    [property: Id(1)] OutgoingEvent Event);
