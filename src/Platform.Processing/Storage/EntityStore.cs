using CrashPoints;
using Orleans.Serialization;
using Orleans.Storage;
using Platform.Persistence;

namespace Platform.Processing;

/// <summary>
/// What is durable of an entity, and the way to change it. After a write that failed nothing in memory counts any more. Owned
/// by one activation and its scheduler.
/// </summary>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <param name="processing">The storage.</param>
/// <param name="codec">The stored form.</param>
/// <param name="grain">The entity.</param>
/// <param name="rules">The entity's name and kind.</param>
/// <param name="outputs">Gets the outputs of each write.</param>
/// <param name="deactivate">Ends the activation.</param>
internal sealed class EntityStore<TState>(EventProcessing processing, StateCodec<TState> codec, GrainId grain, EntityRules rules, OutputQueue outputs, Action deactivate)
    where TState : class
{
    private bool _isLost;

    /// <summary>The state as it is durably, without its outputs: those that are not acknowledged are in the output queue, or with the writer.</summary>
    public ProcessingState<TState> State { get; private set; } = new();

    /// <summary>Whether anything is stored.</summary>
    public bool Exists { get; private set; }

    /// <summary>The row's ETag, or null where nothing is stored.</summary>
    public string? ETag { get; private set; }

    /// <summary>Whether the row has outputs, acknowledged or not.</summary>
    public bool HoldsOutputs { get; private set; }

    /// <summary>Whether a write failed: nothing in memory counts any more.</summary>
    public bool IsLost => _isLost;

    /// <summary>Reads what is stored.</summary>
    /// <param name="settled">ETags of the row with which all outputs in it are known to be acknowledged.</param>
    public async Task ReadAsync(params string?[] settled)
    {
        var stored = new GrainState<StoredEntity>(new StoredEntity());
        await processing.Storage.ReadStateAsync(EventProcessing.StateName, grain, stored);
        if (stored.RecordExists && stored.State?.Packed is null)
        {
            // Taken for a new entity, it would be written over.
            throw new InvalidDataException($"The stored state of {rules.Name} has a form that this build does not know.");
        }

        var state = codec.Unpack(stored.State?.Packed);
        Keep(state, stored.ETag, stored.RecordExists, state.Outputs.Length > 0);
        outputs.Begin(ETag is not null && settled.Contains(ETag, StringComparer.Ordinal) ? [] : state.Outputs);
    }

    /// <summary>Makes the outcome of a fold durable, with its parked records, if there is anything to write.</summary>
    /// <param name="fold">The fold.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <exception cref="WriteRejectedException">It can't be stored, because of what the events did; nothing was written.</exception>
    public async Task WriteAsync(BatchFold<TState> fold, Deadline deadline)
    {
        if (!fold.IsChanged)
        {
            return;
        }

        var state = fold.ToState();
        await WriteAsync(state, ToStored(fold, state, state.Outputs), fold.ToParkingChange(grain), deadline, isOfEvents: fold.HasEffects);
    }

    /// <summary>What is stored of the outcome of a fold.</summary>
    /// <param name="fold">The fold.</param>
    /// <param name="state">Its outcome.</param>
    /// <param name="outputs">The outputs that are stored with it.</param>
    /// <exception cref="WriteRejectedException">It can't be stored, because of what the events did.</exception>
    public StoredEntity ToStored(BatchFold<TState> fold, ProcessingState<TState> state, PendingOutput[] outputs)
    {
        var packed = Pack(state, outputs, isOfEvents: fold.HasEffects);
        if (fold.HasEffects)
        {
            // What only parks is not measured: it is the way out for what is too large.
            processing.Limits.Check(packed, outputs);
        }

        return new StoredEntity { Packed = packed };
    }

    /// <summary>A state is durable that somebody else has written.</summary>
    /// <param name="state">The state.</param>
    /// <param name="etag">The row's ETag.</param>
    /// <param name="holdsOutputs">Whether the row has outputs.</param>
    public void Written(ProcessingState<TState> state, string etag, bool holdsOutputs) => Keep(state, etag, exists: true, holdsOutputs);

    /// <summary>A write failed. It may be stored or not, and another activation may have written: only a fresh read knows.</summary>
    /// <param name="exception">Why.</param>
    public void Lose(Exception exception)
    {
        _isLost = true;
        processing.WriteFailures.Add(rules, exception);
        deactivate();
    }

    /// <summary>Makes a state durable that no event made.</summary>
    /// <param name="state">The state.</param>
    /// <param name="change">What happens to the parked records.</param>
    /// <param name="deadline">How long to wait.</param>
    public Task WriteAsync(ProcessingState<TState> state, ParkingChange change, Deadline deadline) =>
        WriteAsync(state, new StoredEntity { Packed = Pack(state, state.Outputs, isOfEvents: false) }, change, deadline, isOfEvents: false);

    /// <summary>Throws after a write that failed.</summary>
    /// <exception cref="DeliveryDeferredException">A write failed.</exception>
    public void ThrowIfLost()
    {
        if (_isLost)
        {
            throw new DeliveryDeferredException($"This activation of {rules.Name} ended with a failed write; the delivery is for the next one.");
        }
    }

    private void Keep(ProcessingState<TState> state, string? etag, bool exists, bool holdsOutputs)
    {
        (ETag, Exists, HoldsOutputs) = (etag, exists, holdsOutputs);
        State = state.Outputs.Length == 0 ? state : state with { Outputs = [] };
    }

    private byte[] Pack(ProcessingState<TState> state, PendingOutput[] outputs, bool isOfEvents)
    {
        try
        {
            return codec.Pack(state, outputs);
        }
        catch (SerializerException exception) when (isOfEvents)
        {
            throw Rejected(exception);
        }
    }

    private async Task WriteAsync(ProcessingState<TState> state, StoredEntity stored, ParkingChange? parking, Deadline deadline, bool isOfEvents)
    {
        var next = new GrainState<StoredEntity>(stored, ETag) { RecordExists = Exists };
        var parks = parking is { Add.Count: > 0 };
        CrashPoint.Pass("before-write");
        CrashPoint.Pass("before-park", parks);
        try
        {
            await StoreAsync(next, parking, deadline, isOfEvents);
        }
        catch (Exception exception) when (exception is not WriteRejectedException)
        {
            Lose(exception);
            throw;
        }

        CrashPoint.Pass("after-write");
        CrashPoint.Pass("after-park", parks);
        Keep(state, next.ETag, next.RecordExists, state.Outputs.Length > 0);
        outputs.Begin(state.Outputs);
    }

    private async Task StoreAsync(GrainState<StoredEntity> next, ParkingChange? parking, Deadline deadline, bool isOfEvents)
    {
        try
        {
            var write = parking is null
                ? processing.Storage.WriteStateAsync(EventProcessing.StateName, grain, next)
                : processing.Parking.WriteStateAsync(EventProcessing.StateName, grain, next, parking);
            await deadline.WaitForWriteAsync(write, "writing its state");
        }
        catch (PersistenceException rejection) when (isOfEvents && !rejection.IsTransient)
        {
            await ThrowIfChangedAsync(rejection, deadline);
            throw Rejected(rejection);
        }
    }

    // What was read at the activation is still what is stored, so the activation may go on with it.
    private async Task ThrowIfChangedAsync(PersistenceException rejection, Deadline deadline)
    {
        var stored = new GrainState<StoredEntity>(new StoredEntity());
        await deadline.WaitForWriteAsync(processing.Storage.ReadStateAsync(EventProcessing.StateName, grain, stored), "reading its state again");
        if (!string.Equals(stored.ETag, ETag, StringComparison.Ordinal))
        {
            throw new InconsistentStateException($"A write of {rules.Name} was rejected, and another activation has changed the state.", stored.ETag, ETag, rejection);
        }
    }

    private static WriteRejectedException Rejected(Exception exception) => new(new EventFailure("state-refused", exception.Message), exception);
}
