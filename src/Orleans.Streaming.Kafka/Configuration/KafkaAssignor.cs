namespace Orleans.Streaming.Kafka;

/// <summary>How the members of a group of the classic protocol divide its partitions.</summary>
/// <remarks>
/// All members need one in common, and the client library takes either the cooperative one or eager ones: a group goes from one to the other with
/// no member in between, or by <see cref="KafkaGroupProtocol.Consumer"/>, which a broker of Kafka 4 changes a group to member by member.
/// </remarks>
public enum KafkaAssignor
{
    /// <summary><c>cooperative-sticky</c>: a rebalance takes away only what moves.</summary>
    CooperativeSticky = 0,

    /// <summary>
    /// <c>range</c>, or <c>roundrobin</c> where the other members have that, which most groups of older consumers use: silos join such a group beside
    /// them and take it over one by one, without a moment in which nobody reads. Eager: each rebalance takes all partitions from all members for a moment.
    /// </summary>
    Eager = 1,
}
