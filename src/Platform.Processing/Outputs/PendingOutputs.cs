namespace Platform.Processing;

/// <summary>
/// The outputs of one write, with the delivery that caused it. All of them are confirmed before the next write, so a state
/// never holds the outputs of two deliveries.
/// </summary>
/// <param name="Origin">The delivery, or null for a step of a redrive: no commit proves its outputs; the write of the next step removes them.</param>
/// <param name="Outputs">The outputs, oldest first; ascending offsets.</param>
[GenerateSerializer, Immutable, Alias("platform.pending-outputs")]
internal sealed record PendingOutputs(
    [property: Id(0)] DeliveryOrigin? Origin,
    [property: Id(1)] PendingOutput[] Outputs);
