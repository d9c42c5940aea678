namespace Platform.Processing;

/// <summary>
/// An event that was rejected and whose dead letter is not proven to be stored. Until it is, a redelivery must be rejected
/// again: as a mere duplicate the event would be lost.
/// </summary>
/// <param name="Group">The consumer group that delivered.</param>
/// <param name="Topic">The topic.</param>
/// <param name="TopicId">The topic's id.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset.</param>
/// <param name="ErrorType">The kind of error.</param>
/// <param name="Error">What was wrong, cut to <see cref="ErrorLengthMax"/> characters.</param>
[GenerateSerializer, Immutable, Alias("platform.refusal")]
internal sealed record Rejection(
    [property: Id(0)] string Group,
    [property: Id(1)] string Topic,
    [property: Id(2)] Guid TopicId,
    [property: Id(3)] int Partition,
    [property: Id(4)] long Offset,
    [property: Id(5)] string ErrorType,
    [property: Id(6)] string Error)
{
    /// <summary>How much of an error's text is kept in a state.</summary>
    public const int ErrorLengthMax = 400;
}
