namespace Orleans.Streaming.Kafka;

/// <summary>
/// What a token was made for. Subscriber and agent agree on what was delivered last by the token of the whole delivery, so a
/// token that comes back with such an origin says what this subscriber has completed, not where someone wants to begin.
/// </summary>
internal enum TokenOrigin
{
    /// <summary>A record, or a place someone chose: where a subscription is to begin.</summary>
    Record = 0,

    /// <summary>A delivery of live records. All the stream's records before those in memory are finished for its subscriber.</summary>
    Delivery = 1,

    /// <summary>A delivery of records that were read again: what follows it, up to the live ones, is still to be read again.</summary>
    Reread = 2,
}
