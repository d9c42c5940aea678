using Platform.Persistence;

namespace Platform.Hosting.Tests.Health;

/// <summary>Storage that knows which entities have rejected outputs, and nothing else.</summary>
internal sealed class RejectedOutputList : IParkingStorage
{
    public List<QuarantinedEntity> Entities { get; } = [];

    public Exception? Failure { get; set; }

    public Task<IReadOnlyList<QuarantinedEntity>> ListQuarantinedAsync(QuarantineQuery query) =>
        Failure is null ? Task.FromResult<IReadOnlyList<QuarantinedEntity>>([.. Entities]) : Task.FromException<IReadOnlyList<QuarantinedEntity>>(Failure);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, ParkingChange change) => throw new NotSupportedException();

    public Task<IReadOnlyList<ParkedRecord>> ReadParkedAsync(string stateName, GrainId grainId, long fromSequence, int limit, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<ParkedRecord>> FindParkedAsync(string stateName, GrainId grainId, string topic, int partition, long fromOffset, long toOffset, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<ParkedRecord>> ReadDroppedAsync(string stateName, GrainId grainId, long fromSequence, int limit) => throw new NotSupportedException();

    public Task<IReadOnlyList<ParkedRecord>> ReadRejectedOutputsAsync(string stateName, GrainId grainId, long fromSequence, int limit, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<QuarantinedEntity?> FindQuarantinedAsync(string stateName, GrainId grainId) => throw new NotSupportedException();
}
