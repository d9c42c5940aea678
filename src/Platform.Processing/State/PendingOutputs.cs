namespace Platform.Processing;

/// <summary>
/// The outputs of one write, with the delivery that caused it. All of them are confirmed before the next write, so a state
/// never holds the outputs of two deliveries.
/// </summary>
/// <param name="Group">The consumer group that delivered.</param>
/// <param name="Topic">The delivery's topic.</param>
/// <param name="TopicId">The topic's id.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Outputs">The outputs, oldest first; ascending offsets.</param>
[GenerateSerializer, Immutable, Alias("platform.pending-outputs")]
internal sealed record PendingOutputs(
    [property: Id(0)] string Group,
    [property: Id(1)] string Topic,
    [property: Id(2)] Guid TopicId,
    [property: Id(3)] int Partition,
    [property: Id(4)] PendingOutput[] Outputs);
