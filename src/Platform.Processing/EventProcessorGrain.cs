using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using CrashPoints;
using Orleans.Concurrency;
using Orleans.Serialization.Invocation;
using Orleans.Streaming.Kafka;
using Platform.Persistence;
using Texts;

namespace Platform.Processing;

/// <summary>
/// A grain whose state is made by events: each applied once, in order, durably, its outputs published under one id each.
/// </summary>
/// <remarks>
/// <para>A new entity is its state, its rules, and a grain that names them:</para>
/// <code>
/// internal sealed record MeterState(int Readings);
///
/// internal static class MeterTransitions
/// {
///     public static Effect&lt;MeterState&gt; Apply(MeterState? state, Event @event) => @event.Payload switch
///     {
///         MeterReading reading => Effect.Change(new MeterState((state?.Readings ?? 0) + 1)).Publish(new MeterTotal(reading.MeterId, (state?.Readings ?? 0) + 1)),
///         MeterReset when state is null => Effect.Defer&lt;MeterState&gt;("meters.readings"),
///         MeterReset => Effect.Change(new MeterState(0)),
///         _ => throw new EventRejectedException("unexpected-event", $"A meter takes no {@event.Type}."),
///     };
/// }
///
/// internal sealed class MeterGrain(EventProcessing processing)
///     : EventProcessorGrain&lt;MeterState&gt;("meter", MeterTransitions.Apply, processing), IMeterGrain
/// {
///     public ValueTask&lt;int&gt; Count() => new(Read()?.Readings ?? 0);
/// }
/// </code>
/// <para>
/// A delivery is acknowledged once the write that holds it is durable and the outputs in it are acknowledged; deliveries that come
/// meanwhile share the next write. A duplicate is recognised by its position, and within <see cref="ProcessingOptions.RecentIdAge"/> by its type and id. Outputs are published again only
/// by a delivery, never by an activation, a read or a timer. After a write that failed nothing in memory survives.
/// </para>
/// <para>
/// An event that fails for good quarantines its entity: it and all later ones are parked, in order, until an operator
/// redrives or drops them (<see cref="IEntityOperations"/>).
/// </para>
/// <para>
/// Pure rules are called for one event after another, on any thread, and without an activation where they are a static method or a
/// lambda that captures nothing: an activation begins when somebody calls the grain. A class that overrides <see cref="Grain.OnActivateAsync"/> or
/// <see cref="Grain.OnDeactivateAsync"/> is activated by its first event; asynchronous rules and actions have the activation for themselves
/// until they end. Every other call may interleave with that (<see cref="MayInterleave"/>), and reads see only what is durable. An
/// activation may end before the silo's collection age: <see cref="ProcessingOptions.ActiveEntitiesMax"/>.
/// </para>
/// </remarks>
/// <typeparam name="TState">The entity's state; an immutable record.</typeparam>
[MayInterleave(nameof(MayInterleave))]
public abstract class EventProcessorGrain<TState> : Grain, IGrainBase, IEventReceiver, IEntityOperations, IRedrivenEntity, IDeferringEntity
    where TState : class
{
    private const int DropReasonLengthMax = 400;

    private readonly EventProcessing _processing;
    private readonly EntityRules _rules;
    private readonly EventHandling<TState> _handling;
    private readonly OutputQueue _outputs;
    private readonly EntityStore<TState> _store;
    private readonly EntityWriter<TState> _writer;
    private EntityRedrive? _redrive;

    /// <summary>Names the entity and its rules.</summary>
    /// <param name="kind">The kind of entity, for example <c>meter</c>; part of its outputs' ids, so it never changes.</param>
    /// <param name="transition">The rules.</param>
    /// <param name="processing">What processing needs.</param>
    /// <param name="action">What must happen outside before an event counts as applied, or null. The action of a deferred event happens when it arrives.</param>
    /// <param name="recentIds">How many event ids are remembered; null for the options' limits.</param>
    /// <param name="failedEvents">What becomes of events that fail for good, whatever their topic; null: what is set for their topic (<see cref="ProcessingOptions.FailedEvents"/>).</param>
    protected EventProcessorGrain(
        string kind,
        Transition<TState> transition,
        EventProcessing processing,
        EventAction? action = null,
        RecentIdLimits? recentIds = null,
        FailurePolicy? failedEvents = null)
        : this(kind, new EntityTransition<TState>(transition ?? throw new ArgumentNullException(nameof(transition)), null), processing, action, recentIds, failedEvents)
    {
    }

    /// <summary>Names the entity and its rules, which call other grains or services.</summary>
    /// <param name="kind">The kind of entity; part of its outputs' ids, so it never changes.</param>
    /// <param name="transition">The rules.</param>
    /// <param name="processing">What processing needs.</param>
    /// <param name="recentIds">How many event ids are remembered; null for the options' limits.</param>
    /// <param name="failedEvents">What becomes of events that fail for good, whatever their topic; null: what is set for their topic (<see cref="ProcessingOptions.FailedEvents"/>).</param>
    protected EventProcessorGrain(
        string kind,
        AsyncTransition<TState> transition,
        EventProcessing processing,
        RecentIdLimits? recentIds = null,
        FailurePolicy? failedEvents = null)
        : this(kind, new EntityTransition<TState>(null, transition ?? throw new ArgumentNullException(nameof(transition))), processing, null, recentIds, failedEvents)
    {
    }

    private EventProcessorGrain(
        string kind, EntityTransition<TState> transition, EventProcessing processing, EventAction? action, RecentIdLimits? recentIds, FailurePolicy? failedEvents)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        ArgumentNullException.ThrowIfNull(processing);
        if (failedEvents is { } policy && !FailureRules.Takes(policy))
        {
            throw new ArgumentOutOfRangeException(nameof(failedEvents), policy, $"{nameof(failedEvents)} of \"{kind}\" is {policy}; right is {FailureRules.Names}.");
        }

        _processing = processing;
        processing.Metrics.Begin(kind);
        var context = ((IGrainBase)this).GrainContext;
        var entityKind = new EntityKind<TState>(processing, kind, transition, action, recentIds, failedEvents);
        if (!HasHooks)
        {
            processing.Entities.Know(context.GrainId.Type, entityKind);
        }

        (_rules, _handling, _outputs, _store, _writer) = entityKind.Create(context.GrainId, reason => context.Deactivate(reason), End);
    }

    /// <summary>Every call may interleave: those that change the entity take turns by themselves.</summary>
    /// <param name="request">The call.</param>
    // Deliveries must not wait for each other's writes.
    [SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "Orleans finds it by its name and signature.")]
    public static bool MayInterleave(IInvokable request) => true;

    /// <inheritdoc/>
    // Of the interface, so that no subclass can leave it out.
    async Task IGrainBase.OnActivateAsync(CancellationToken cancellationToken)
    {
        var address = ((IGrainBase)this).GrainContext.Address;
        try
        {
            var settled = await _processing.Claims.ClaimAsync(address);

            // A redrive that is under way goes on when RedriveWatch calls, not here: an activation publishes nothing.
            await _store.ReadAsync([.. settled, _processing.SettledRows.Take(address.GrainId)]);
            await OnActivateAsync(cancellationToken);
        }
        catch
        {
            _processing.Claims.Release(address);
            throw;
        }

        _writer.Open();
        _processing.Entities.Add(address.GrainId, _writer);
    }

    /// <inheritdoc/>
    async Task IGrainBase.OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _processing.Entities.Remove(this.GetGrainId(), _writer);
        // Where Kafka is lost, what it publishes may not end: the row has it, and the next activation publishes it.
        await (_processing.Reach.IsLost ? Task.CompletedTask : _writer.CloseAsync().WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _writer.RememberSettled();
        _processing.Claims.Release(((IGrainBase)this).GrainContext.Address);
        await OnDeactivateAsync(reason, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<BatchOutcome> Receive(EventBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _store.ThrowIfLost();
        if (_processing.Reach.IsLost)
        {
            // Its outputs would wait here for as long as Kafka is away from this silo.
            _processing.Reach.MoveAway(((IGrainBase)this).GrainContext);
            throw new DeliveryDeferredException($"The silo of {_rules.Name} does not reach Kafka; the delivery is for another one.");
        }

        var call = new ReceiveCall();
        return _writer.TryReceive(batch, call) ? await call.Task : await ReceiveAlone(batch, call);
    }

    /// <inheritdoc/>
    public async ValueTask<long?> Redrive()
    {
        var parked = await Alone(BeginRedrive);
        var published = await Alone(deadline => Rejected.PublishAsync(deadline));
        return parked is null ? published : parked + (published ?? 0);
    }

    private async Task<long?> BeginRedrive(Deadline deadline)
    {
        if (_store.State.Quarantine is not { } quarantine)
        {
            return null;
        }

        if (!quarantine.IsRedriving)
        {
            await Settle(deadline, isFresh: false);
            var fold = BeginFold();
            fold.BeginRedrive();
            CrashPoint.Pass("before-redrive");
            await _store.WriteAsync(fold, deadline);
            CrashPoint.Pass("after-redrive");
            _processing.Logger.RedriveBegins(_rules.Name, quarantine.Parked);
        }

        Steps.Ensure();
        return quarantine.Parked;
    }

    /// <inheritdoc/>
    public async ValueTask ContinueRedrive() => await Alone(_ =>
    {
        EnsureRedrive();
        return Task.FromResult(true);
    });

    /// <inheritdoc/>
    public async ValueTask<long?> Drop(long? sequence, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reason.Length, DropReasonLengthMax);
        return await Alone(deadline => Drop(sequence, reason, deadline));
    }

    private async Task<long?> Drop(long? sequence, string reason, Deadline deadline)
    {
        if (_store.State.Quarantine is null || (sequence is { } one && !await IsParked(one, deadline)))
        {
            var dropped = await Rejected.DropAsync(sequence, reason, deadline);
            return dropped == 0 && _store.State.Quarantine is null && !await Rejected.AnyAsync(deadline) ? null : dropped;
        }

        await Settle(deadline, isFresh: false);
        var fold = BeginFold();
        if (sequence is null)
        {
            fold.DropAll(reason);
        }
        else
        {
            fold.Drop(sequence.Value, reason);
        }

        await _store.WriteAsync(fold, deadline);
        _processing.Count(_rules, fold);
        _processing.Logger.Dropped(_rules.Name, fold.Tally.Dropped, PlainText.Of(reason));
        EnsureRedrive();
        return fold.Tally.Dropped;
    }

    /// <inheritdoc/>
    public async ValueTask CheckDeferred()
    {
        _store.ThrowIfLost();
        if (_processing.OverdueOf(_rules, _store.State.Deferred, _store.State.Quarantine) is not null)
        {
            await Alone(StopIfOverdue);
        }
    }

    private async Task<bool> StopIfOverdue(Deadline deadline)
    {
        await Settle(deadline, isFresh: false);
        var fold = BeginFold();
        _processing.StopIfOverdue(_rules, fold);
        await _store.WriteAsync(fold, deadline);
        _processing.Count(_rules, fold);
        return true;
    }

    /// <summary>
    /// The entity's state as it is durably, or null where no event had an effect yet. For reads: where nothing is stored under
    /// this key, the activation goes away at once.
    /// </summary>
    protected TState? Read()
    {
        _writer.Use();
        if (!_store.Exists && !_writer.IsBusy)
        {
            DeactivateOnIdle();
        }

        return _store.State.Entity;
    }

    // What is not usual: after all that came before, and alone.
    private async Task<BatchOutcome> ReceiveAlone(EventBatch batch, ReceiveCall call) =>
        await Alone(deadline => ReceiveOrProcess(batch, call, deadline)) ?? await call.Task;

    private async Task<BatchOutcome?> ReceiveOrProcess(EventBatch batch, ReceiveCall call, Deadline deadline)
    {
        // With the outputs of an earlier activation published, it may be usual after all.
        await Settle(deadline, isFresh: false);
        if (_writer.TryReceiveAlone(batch, call))
        {
            return null;
        }

        await _writer.DrainAsync(deadline);
        _store.ThrowIfLost();
        return await Process(batch, deadline);
    }

    private async Task<T> Alone<T>(Func<Deadline, Task<T>> work)
    {
        await _writer.EnterAsync();
        try
        {
            var deadline = NewDeadline();
            await _writer.DrainAsync(deadline);
            _store.ThrowIfLost();
            return await work(deadline);
        }
        finally
        {
            _writer.Exit();
        }
    }

    // Orleans' own method is for the activation's scheduler only.
    private void End() => ((IGrainBase)this).GrainContext.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "A write failed."));

    private async Task<BatchOutcome> Process(EventBatch batch, Deadline deadline)
    {
        await Settle(deadline, isFresh: false);
        var rejected = new List<RejectedEvent>();
        var deferral = await ApplyBatch(batch, deadline, rejected);
        EnsureRedrive();
        deferral?.Throw();
        return rejected.Count == 0 ? BatchOutcome.Done : new BatchOutcome { Rejected = [.. rejected] };
    }

    // The whole batch is one write. If the result can't be stored, its events are applied one at a time, and one whose own write
    // is rejected has failed for good.
    private async Task<ExceptionDispatchInfo?> ApplyBatch(EventBatch batch, Deadline deadline, List<RejectedEvent> rejected)
    {
        try
        {
            return await ApplyPart(batch, Range.All, null, deadline, rejected);
        }
        catch (WriteRejectedException rejection)
        {
            _processing.Logger.WriteRejected(_rules.Name, rejection.Failure.ErrorType, rejection.Failure.Error);
        }

        for (var index = 0; index < batch.Events.Length; index++)
        {
            if (await ApplyAlone(batch, index..(index + 1), deadline, rejected) is { } deferral)
            {
                return deferral;
            }
        }

        return null;
    }

    private async Task<ExceptionDispatchInfo?> ApplyAlone(EventBatch batch, Range one, Deadline deadline, List<RejectedEvent> rejected)
    {
        EventFailure failure;
        try
        {
            return await ApplyPart(batch, one, null, deadline, rejected);
        }
        catch (WriteRejectedException rejection)
        {
            failure = rejection.Failure;
        }

        return await ApplyPart(batch, one, failure, deadline, rejected);
    }

    private async Task<ExceptionDispatchInfo?> ApplyPart(EventBatch batch, Range part, EventFailure? failWith, Deadline deadline, List<RejectedEvent> rejected)
    {
        var before = await WithoutProvenRejections(deadline);
        var fold = new BatchFold<TState>(before, _rules, batch.Group, _processing.Time.GetUtcNow());
        var deferral = await Driver.DeliverAsync(fold, batch.Events, deadline, () => ThrowIfTooManyRejections(before.Rejections.Length), part, failWith);
        _processing.StopIfOverdue(_rules, fold);
        await _store.WriteAsync(fold, deadline);
        _processing.Count(_rules, fold);
        await Settle(deadline, isFresh: true);
        rejected.AddRange(await WithParkedBefore(fold, deadline));
        return deferral;
    }

    private Task<bool> RedriveStep() => Alone(RedriveStep);

    private async Task<bool> RedriveStep(Deadline deadline)
    {
        if (_store.State.Quarantine is not { IsRedriving: true } quarantine)
        {
            return false;
        }

        await Settle(deadline, isFresh: false);
        if (quarantine is { Parked: 0, IsOfDeferredEvent: false })
        {
            // The write that finds the tail empty; the outputs of the step before it are acknowledged by now.
            var fold = BeginFold();
            fold.EndQuarantine();
            CrashPoint.Pass("before-redrive-end");
            await _store.WriteAsync(fold, deadline);
            CrashPoint.Pass("after-redrive-end");
            _processing.Logger.RedriveEnded(_rules.Name);
            return false;
        }

        var records = await ReadParked(quarantine.Next, _processing.Options.RedriveStepCount, deadline);
        if (records.Count == 0 && quarantine.Parked > 0)
        {
            throw new InvalidOperationException($"{_rules.Name} has {quarantine.Parked} records parked from sequence {quarantine.Next} on, and none is there.");
        }

        var deferral = await RedriveRecords(quarantine, records, deadline);
        await Settle(deadline, isFresh: true);
        CrashPoint.Pass("after-redrive-publish");
        deferral?.Throw();
        return _store.State.Quarantine is { IsRedriving: true };
    }

    // As with a batch: all in one write, else the first one alone.
    private async Task<ExceptionDispatchInfo?> RedriveRecords(Quarantine quarantine, IReadOnlyList<ParkedRecord> records, Deadline deadline)
    {
        try
        {
            return await RedrivePart(records, null, deadline);
        }
        catch (WriteRejectedException rejection)
        {
            _processing.Logger.WriteRejected(_rules.Name, rejection.Failure.ErrorType, rejection.Failure.Error);
        }

        EventFailure failure;
        ParkedRecord[] first = quarantine.IsOfDeferredEvent ? [] : [records[0]];
        try
        {
            return await RedrivePart(first, null, deadline);
        }
        catch (WriteRejectedException rejection)
        {
            failure = rejection.Failure;
        }

        return await RedrivePart(first, failure, deadline);
    }

    private async Task<ExceptionDispatchInfo?> RedrivePart(IReadOnlyList<ParkedRecord> records, EventFailure? failWith, Deadline deadline)
    {
        var fold = BeginFold();
        var deferral = await Driver.RedriveAsync(fold, records, deadline, failWith);
        CrashPoint.Pass("before-redrive-step");
        await _store.WriteAsync(fold, deadline);
        CrashPoint.Pass("after-redrive-step");
        _processing.Count(_rules, fold);
        return deferral;
    }

    // Few entities ever need it.
    private RejectedOutputOperations<TState> Rejected => new(_processing, this.GetGrainId(), _rules.Name, _store, deadline => Settle(deadline, isFresh: false));

    // What a class does when its activations begin and end, it expects for each entity that gets events.
    private bool HasHooks => IsOverridden(OnActivateAsync) || IsOverridden(OnDeactivateAsync);

    // Most entities need neither of the two.
    private FoldDriver<TState> Driver => new(_handling, _processing.ReadParked);

    private EntityRedrive Steps => _redrive ??= new EntityRedrive(RedriveStep, RegisterRedriveTimer, exception => _processing.Logger.RedriveStepFailed(exception, _rules.Name));

    private BatchFold<TState> BeginFold() => new(_store.State, _rules, group: null, _processing.Time.GetUtcNow());

    // Outputs that Kafka will never take are stored as rejected in a write of their own; the other ones are published after it.
    private async Task Settle(Deadline deadline, bool isFresh)
    {
        while (await _outputs.SettleAsync(deadline, isFresh) is { Length: > 0 } rejected)
        {
            var (state, change) = RejectedOutputs.Of(
                _store.State, _outputs.Pending, rejected, this.GetGrainId(), _processing.Encoder, _processing.Time.GetUtcNow());
            await _store.WriteAsync(state, change, deadline);
            _processing.Metrics.CountRejectedOutputs(_rules.Kind, rejected.Length);
            foreach (var output in rejected)
            {
                _processing.Logger.OutputRejected(_rules.Name, PlainText.Of(output.Output.Event.Event.Id), output.Output.Event.Topic, PlainText.Of(output.Error));
            }

            isFresh = true;
        }
    }

    private static bool IsOverridden(Delegate method) => method.Method.DeclaringType != typeof(Grain);

    private async Task<bool> IsParked(long sequence, Deadline deadline)
    {
        var records = await ReadParked(sequence, 1, deadline);
        return records.Count > 0 && records[0].Sequence == sequence;
    }

    private Task<IReadOnlyList<ParkedRecord>> ReadParked(long from, int limit, Deadline deadline) => deadline.QueryAsync(
        cancellation => _processing.Parking.ReadParkedAsync(EventProcessing.StateName, this.GetGrainId(), from, limit, cancellation), "reading what is parked");

    // A redelivered record that is parked is reported as parked again: its dead letter may not be stored yet.
    private async ValueTask<RejectedEvent[]> WithParkedBefore(BatchFold<TState> fold, Deadline deadline)
    {
        if (fold.DuplicatesInQuarantine is not [var first, ..] duplicates)
        {
            return fold.Rejected;
        }

        var parked = await deadline.QueryAsync(
            cancellation => _processing.Parking.FindParkedAsync(
                EventProcessing.StateName, this.GetGrainId(), first.Position.Topic, first.Position.Partition, first.Position.Offset, duplicates[^1].Position.Offset, cancellation),
            "reading what is parked");
        var parkedBefore = from duplicate in duplicates
                           from record in parked
                           where record.Offset == duplicate.Position.Offset && record.TopicId == duplicate.Position.TopicId && record.DroppedAt is null
                           select new RejectedEvent(duplicate.Index, record.ErrorType, record.Error) { Sequence = record.Sequence };
        return [.. parkedBefore, .. fold.Rejected];
    }

    private async ValueTask<ProcessingState<TState>> WithoutProvenRejections(Deadline deadline)
    {
        var state = _store.State;
        return state.Rejections.Length == 0 ? state : state with
        {
            Rejections = await deadline.QueryAsync(cancellation => _processing.Proof.UnprovenAsync(state.Rejections, cancellation), "querying which dead letters are stored"),
        };
    }

    private void EnsureRedrive()
    {
        if (_store.State.Quarantine is { IsRedriving: true })
        {
            Steps.Ensure();
        }
    }

    private IGrainTimer RegisterRedriveTimer(Func<CancellationToken, Task> tick) => this.RegisterGrainTimer(
        tick, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = false, KeepAlive = true });

    private Deadline NewDeadline() => new(_processing.Time, _processing.Options.DeliveryTimeout);

    // Only a batch that begins with a new event is deferred: the proof waits for one that begins with a duplicate.
    private void ThrowIfTooManyRejections(int unproven)
    {
        if (unproven >= _processing.Options.RejectionCountMax)
        {
            throw new DeliveryDeferredException($"{unproven} events of {_rules.Name} were rejected and their dead letters are not proven to be stored: waiting for the group to commit.");
        }
    }
}
