namespace Platform.Persistence;

/// <summary>
/// Grain storage that keeps the records an entity has parked as rows next to its state, in the same transaction. A keyed
/// service under the grain storage's name. Thread-safe.
/// </summary>
public interface IParkingStorage
{
    /// <summary>
    /// Writes a state as <c>IGrainStorage.WriteStateAsync</c> does, with the same ETag check and the same exceptions, and in
    /// the same transaction what happens to the entity's parked records: all of it is durable, or none.
    /// </summary>
    /// <typeparam name="T">The state.</typeparam>
    /// <param name="stateName">The state's name.</param>
    /// <param name="grainId">The grain it belongs to.</param>
    /// <param name="grainState">The state; gets its new ETag.</param>
    /// <param name="change">What happens to the parked records.</param>
    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, ParkingChange change);

    /// <summary>The parked records of one entity in order of their sequence; dropped ones are left out.</summary>
    /// <param name="stateName">The state's name.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="fromSequence">The lowest sequence wanted.</param>
    /// <param name="limit">The most records wanted, at least 1.</param>
    /// <param name="cancellationToken">Gives up the query's turn: what nobody waits for any more is not read.</param>
    Task<IReadOnlyList<ParkedRecord>> ReadParkedAsync(string stateName, GrainId grainId, long fromSequence, int limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// The parked records of one entity that came from a part of a partition; dropped ones too, which differ by
    /// <see cref="ParkedRecord.DroppedAt"/>.
    /// </summary>
    /// <param name="stateName">The state's name.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="fromOffset">The lowest offset wanted.</param>
    /// <param name="toOffset">The highest offset wanted.</param>
    /// <param name="cancellationToken">Gives up the query's turn.</param>
    Task<IReadOnlyList<ParkedRecord>> FindParkedAsync(string stateName, GrainId grainId, string topic, int partition, long fromOffset, long toOffset, CancellationToken cancellationToken = default);

    /// <summary>What was dropped of one entity, in order of the sequence.</summary>
    /// <param name="stateName">The state's name.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="fromSequence">The lowest sequence wanted.</param>
    /// <param name="limit">The most records wanted, at least 1.</param>
    Task<IReadOnlyList<ParkedRecord>> ReadDroppedAsync(string stateName, GrainId grainId, long fromSequence, int limit);

    /// <summary>The rejected outputs of one entity, in order of the sequence: those of the dropped records with the error type <see cref="QuarantinedEntity.RejectedOutput"/>.</summary>
    /// <param name="stateName">The state's name.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="fromSequence">The lowest sequence wanted.</param>
    /// <param name="limit">The most records wanted, at least 1.</param>
    /// <param name="cancellationToken">Gives up the query's turn.</param>
    Task<IReadOnlyList<ParkedRecord>> ReadRejectedOutputsAsync(string stateName, GrainId grainId, long fromSequence, int limit, CancellationToken cancellationToken = default);

    /// <summary>The quarantine of one entity; of a live one with rejected outputs, that it has them (<see cref="QuarantinedEntity.RejectedOutput"/>); null where it has neither.</summary>
    /// <param name="stateName">The state's name.</param>
    /// <param name="grainId">The grain.</param>
    Task<QuarantinedEntity?> FindQuarantinedAsync(string stateName, GrainId grainId);

    /// <summary>
    /// The entities in quarantine and the live ones with rejected outputs, ordered by kind and key. For the error type
    /// <see cref="QuarantinedEntity.RejectedOutput"/>, every entity with rejected outputs, as such.
    /// </summary>
    /// <param name="query">Which of them.</param>
    Task<IReadOnlyList<QuarantinedEntity>> ListQuarantinedAsync(QuarantineQuery query);
}
