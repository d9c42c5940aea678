namespace Platform.Processing;

/// <summary>Whose committed offset proves that the outputs of a delivery are published.</summary>
/// <param name="Group">The consumer group that delivered.</param>
/// <param name="Topic">The delivery's topic.</param>
/// <param name="TopicId">The topic's id.</param>
/// <param name="Partition">The partition.</param>
[GenerateSerializer, Immutable, Alias("platform.delivery-origin")]
internal sealed record DeliveryOrigin(
    [property: Id(0)] string Group,
    [property: Id(1)] string Topic,
    [property: Id(2)] Guid TopicId,
    [property: Id(3)] int Partition);
