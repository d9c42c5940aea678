using Platform.Persistence;

namespace Platform.Gateway.Admin;

/// <summary>An entity in quarantine with what it has parked.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Parked">A page of its parked events, in the order in which they will be handed back.</param>
/// <param name="Next">The sequence the next page begins with; null at the end.</param>
/// <param name="Dropped">What was dropped, from the same sequence on.</param>
internal sealed record QuarantineAnswer(QuarantinedEntity Entity, IReadOnlyList<ParkedAnswer> Parked, long? Next, IReadOnlyList<ParkedAnswer> Dropped);
