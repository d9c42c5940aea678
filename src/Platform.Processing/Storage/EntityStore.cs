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
/// <param name="grain">The entity.</param>
/// <param name="name">The entity's full name.</param>
/// <param name="outputs">Gets the outputs of each write.</param>
/// <param name="deactivate">Ends the activation.</param>
internal sealed class EntityStore<TState>(EventProcessing processing, GrainId grain, string name, OutputQueue outputs, Action deactivate)
    where TState : class
{
    private readonly StateCodec<TState> _codec = new(processing.Format);
    private GrainState<StoredEntity> _stored = new(new StoredEntity());
    private bool _isLost;

    /// <summary>The state as it is durably.</summary>
    public ProcessingState<TState> State { get; private set; } = new();

    /// <summary>Whether anything is stored.</summary>
    public bool Exists => _stored.RecordExists;

    /// <summary>The row's ETag, or null where nothing is stored.</summary>
    public string? ETag => _stored.ETag;

    /// <summary>Whether a write failed: nothing in memory counts any more.</summary>
    public bool IsLost => _isLost;

    /// <summary>Reads what is stored.</summary>
    /// <param name="settled">ETags of the row with which all outputs in it are known to be acknowledged.</param>
    public async Task ReadAsync(params string?[] settled)
    {
        await processing.Storage.ReadStateAsync(EventProcessing.StateName, grain, _stored);
        if (_stored.RecordExists && _stored.State?.Packed is null)
        {
            // Taken for a new entity, it would be written over.
            throw new InvalidDataException($"The stored state of {name} has a form that this build does not know.");
        }

        State = _codec.Unpack(_stored.State?.Packed);
        outputs.Begin(_stored.ETag is { } etag && settled.Contains(etag, StringComparer.Ordinal) ? [] : State.Outputs);
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
        await WriteAsync(state, ToStored(fold, state), fold.ToParkingChange(grain), deadline, isOfEvents: fold.HasEffects);
    }

    /// <summary>What is stored of the outcome of a fold.</summary>
    /// <param name="fold">The fold.</param>
    /// <param name="state">Its outcome.</param>
    /// <exception cref="WriteRejectedException">It can't be stored, because of what the events did.</exception>
    public StoredEntity ToStored(BatchFold<TState> fold, ProcessingState<TState> state)
    {
        var packed = Pack(state, isOfEvents: fold.HasEffects);
        if (fold.HasEffects)
        {
            // What only parks is not measured: it is the way out for what is too large.
            processing.Limits.Check(packed, state.Outputs);
        }

        return new StoredEntity { Packed = packed };
    }

    /// <summary>A state is durable that somebody else has written.</summary>
    /// <param name="state">The state.</param>
    /// <param name="etag">The row's ETag.</param>
    public void Written(ProcessingState<TState> state, string etag)
    {
        (_stored.ETag, _stored.RecordExists) = (etag, true);
        State = state;
    }

    /// <summary>A write failed. It may be stored or not, and another activation may have written: only a fresh read knows.</summary>
    /// <param name="exception">Why.</param>
    public void Lose(Exception exception)
    {
        _isLost = true;
        processing.Logger.WriteFailed(exception, name);
        deactivate();
    }

    /// <summary>Makes a state durable that no event made.</summary>
    /// <param name="state">The state.</param>
    /// <param name="change">What happens to the parked records.</param>
    /// <param name="deadline">How long to wait.</param>
    public Task WriteAsync(ProcessingState<TState> state, ParkingChange change, Deadline deadline) =>
        WriteAsync(state, new StoredEntity { Packed = Pack(state, isOfEvents: false) }, change, deadline, isOfEvents: false);

    /// <summary>Throws after a write that failed.</summary>
    /// <exception cref="DeliveryDeferredException">A write failed.</exception>
    public void ThrowIfLost()
    {
        if (_isLost)
        {
            throw new DeliveryDeferredException($"This activation of {name} ended with a failed write; the delivery is for the next one.");
        }
    }

    private byte[] Pack(ProcessingState<TState> state, bool isOfEvents)
    {
        try
        {
            return _codec.Pack(state);
        }
        catch (SerializerException exception) when (isOfEvents)
        {
            throw Rejected(exception);
        }
    }

    private async Task WriteAsync(ProcessingState<TState> state, StoredEntity stored, ParkingChange? parking, Deadline deadline, bool isOfEvents)
    {
        var next = new GrainState<StoredEntity>(stored, _stored.ETag) { RecordExists = _stored.RecordExists };
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
        _stored = next;
        State = state;
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
        if (!string.Equals(stored.ETag, _stored.ETag, StringComparison.Ordinal))
        {
            throw new InconsistentStateException($"A write of {name} was rejected, and another activation has changed the state.", stored.ETag, _stored.ETag, rejection);
        }
    }

    private static WriteRejectedException Rejected(Exception exception) => new(new EventFailure("state-refused", exception.Message), exception);
}
