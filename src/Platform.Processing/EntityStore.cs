using CrashPoints;
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
    private readonly StateCodec<TState> _codec = new(processing.Serializer);
    private GrainState<StoredEntity> _stored = new(new StoredEntity());
    private bool _isLost;

    /// <summary>The state as it is durably; marks of events that were recognised by their id may be ahead.</summary>
    public ProcessingState<TState> State { get; private set; } = new();

    /// <summary>Whether anything is stored.</summary>
    public bool Exists => _stored.RecordExists;

    /// <summary>Reads what is stored.</summary>
    public async Task ReadAsync()
    {
        await processing.Storage.ReadStateAsync(EventProcessing.StateName, grain, _stored);
        if (_stored.RecordExists && _stored.State?.Packed is null)
        {
            // Taken for a new entity, it would be written over.
            throw new InvalidDataException($"The stored state of {name} has a form that this build does not know.");
        }

        State = _codec.Unpack(_stored.State?.Packed);
        outputs.Begin(State.Outputs);
    }

    /// <summary>Makes the outcome of a fold durable, with its parked records, if there is anything to write.</summary>
    /// <param name="fold">The fold.</param>
    /// <param name="deadline">How long to wait.</param>
    public async Task WriteAsync(BatchFold<TState> fold, Deadline deadline)
    {
        var state = fold.ToState();
        if (fold.IsChanged)
        {
            await WriteAsync(state, fold.ToParkingChange(grain), deadline);
        }

        State = state;
    }

    /// <summary>Refuses to go on after a write that failed.</summary>
    /// <exception cref="DeliveryPutOffException">A write failed.</exception>
    public void ThrowIfLost()
    {
        if (_isLost)
        {
            throw new DeliveryPutOffException($"This activation of {name} ended with a failed write; the delivery is for the next one.");
        }
    }

    private async Task WriteAsync(ProcessingState<TState> state, ParkingChange? parking, Deadline deadline)
    {
        var next = new GrainState<StoredEntity>(new StoredEntity { Packed = _codec.Pack(state) }, _stored.ETag) { RecordExists = _stored.RecordExists };
        var parks = parking is { Add.Count: > 0 };
        CrashPoint.Pass("before-write");
        CrashPoint.Pass("before-park", parks);
        try
        {
            var write = parking is null
                ? processing.Storage.WriteStateAsync(EventProcessing.StateName, grain, next)
                : processing.Parking.WriteStateAsync(EventProcessing.StateName, grain, next, parking);
            await deadline.WaitAsync(write, "writing its state");
        }
        catch (Exception exception)
        {
            // It may be stored or not, and another activation may have written: only a fresh read knows.
            _isLost = true;
            processing.Logger.WriteFailed(exception, name);
            deactivate();
            throw;
        }

        CrashPoint.Pass("after-write");
        CrashPoint.Pass("after-park", parks);
        _stored = next;
        outputs.Begin(state.Outputs);
    }
}
