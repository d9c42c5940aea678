using System.Diagnostics.CodeAnalysis;
using CrashPoints;
using Orleans.Streaming.Kafka;
using Platform.Persistence;

namespace Platform.Processing;

/// <summary>
/// Takes an entity's events without waiting for the database. Each event changes the entity in memory at once; what has gathered when
/// the database has room is one row. A delivery is answered once the row that holds its events is durable and the outputs in it are
/// acknowledged: so no turn waits for either, and no offset is committed before what it stands for is done. Thread-safe.
/// </summary>
/// <remarks>
/// <para>It takes what is usual: new and repeated events of a live entity whose rules are pure and do not fail. For anything else, and
/// for operators, the grain takes the entity for itself (<see cref="EnterAsync"/>): nothing is taken here meanwhile.</para>
/// <para>One version at most is in the database's hands, with the ETag of the one before. One that fails takes all later ones with it.
/// Deliveries are answered in the order of their versions, so that a repeat is never answered before what it repeats.</para>
/// </remarks>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <param name="processing">The storage and Kafka.</param>
/// <param name="grain">The entity.</param>
/// <param name="deactivate">Ends the activation; null where there is none.</param>
/// <param name="rules">The entity's limits.</param>
/// <param name="handling">Calls the rules.</param>
/// <param name="store">What is durable. The writer's while nobody has entered.</param>
/// <param name="outputs">The outputs of earlier activations and of those who entered. The writer's while nobody has entered.</param>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The semaphore has no wait handle.")]
internal sealed class EntityWriter<TState>(
    EventProcessing processing, GrainId grain, Action<DeactivationReason>? deactivate, EntityRules rules, EventHandling<TState> handling, EntityStore<TState> store, OutputQueue outputs)
    : ILocalEntity, IDeferredWrite<StoredEntity>, IWaitingWrite
    where TState : class
{
    private static readonly DeactivationReason KafkaLost = new(DeactivationReasonCode.ApplicationRequested, "The silo does not reach Kafka.");
    private static readonly DeactivationReason TooMany = new(DeactivationReasonCode.ActivationIdle, "More entities are active than may be.");

    private readonly Lock _gate = new();

    // Changed in place: an object of its own would be one more for each entity in memory.
    private PublishedVersions<TState> _published = new();
    private EntityVersion<TState>? _writing;
    private EntityVersion<TState>? _open;
    private SemaphoreSlim? _turn;
    private TaskCompletionSource? _drained;
    private int _owners;
    private bool _isOpen;
    private bool _isClosed;
    private bool _isQueued;
    private bool _isWaiting;
    private bool _isReleased;
    private bool _isUnsettled;
    private bool _isCareful;
    private volatile bool _isUsed;

    /// <inheritdoc/>
    public bool HasEnded => false;

    /// <summary>Whether events are on their way.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate)
            {
                return _owners > 0 || !IsDrained;
            }
        }
    }

    /// <summary>The row's ETag, where all outputs in it are acknowledged; else null.</summary>
    public string? SettledETag
    {
        get
        {
            lock (_gate)
            {
                return IsDrained && !_isUnsettled && !store.IsLost && outputs.Pending.Length == 0 && _published.Unacknowledged.Length == 0 ? store.ETag : null;
            }
        }
    }

    /// <summary>It leaves the memory: remembers the row where all outputs in it are acknowledged.</summary>
    public void RememberSettled()
    {
        if (store.HoldsOutputs)
        {
            processing.SettledRows.Add(grain, SettledETag);
        }
    }

    private bool IsIdle => _owners == 0 && IsDrained && store.State.Quarantine is not { IsRedriving: true };

    private bool IsDrained => _open is null && _writing is null && _published.Count == 0;

    private ProcessingState<TState> Latest => _writing?.State ?? store.State;

    // What may have to wait, to ask or to park is the grain's.
    private bool MayTake => _isOpen && handling.IsPure && !_isUnsettled && !_isCareful && !store.IsLost && outputs.Pending.Length == 0
        && Latest is { Quarantine: null, Rejections.Length: 0 };

    /// <summary>Begins to take events: what is stored has been read.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _isOpen = !_isClosed;
        }
    }

    /// <summary>Takes no further events; completes when those that were taken have ended.</summary>
    public Task CloseAsync()
    {
        Task drained;
        NextWrite next;
        lock (_gate)
        {
            Close();
            drained = WhenDrained();
            next = TakeNextWrite();
        }

        Queue(next);
        return drained;
    }

    /// <summary>Takes no further events, unless some are on their way or something goes on by itself.</summary>
    /// <returns>Whether it takes none.</returns>
    public bool TryClose()
    {
        lock (_gate)
        {
            if (!IsIdle)
            {
                return false;
            }

            Close();
            return true;
        }
    }

    /// <summary>Notes that the entity is in use.</summary>
    public void Use() => _isUsed = true;

    /// <inheritdoc/>
    public bool TakeUse()
    {
        var isUsed = _isUsed;
        _isUsed = false;
        return isUsed;
    }

    /// <inheritdoc/>
    public bool TryEnd()
    {
        lock (_gate)
        {
            if (!IsIdle)
            {
                return false;
            }
        }

        deactivate?.Invoke(TooMany);
        return true;
    }

    /// <inheritdoc/>
    public void GiveUp()
    {
        lock (_gate)
        {
            Close();
        }

        deactivate?.Invoke(KafkaLost);
    }

    /// <inheritdoc/>
    public bool TryReceive(EventBatch batch, IBatchCallback callback) => Receive(batch, callback, mayHaveOwner: false);

    /// <summary>As <see cref="TryReceive"/>, for who has entered.</summary>
    public bool TryReceiveAlone(EventBatch batch, IBatchCallback callback) => Receive(batch, callback, mayHaveOwner: true);

    /// <summary>
    /// Takes the entity for the caller alone, after those that asked before. It calls <see cref="Exit"/> in the end. What was taken before
    /// may still be on its way: <see cref="DrainAsync"/>.
    /// </summary>
    public Task EnterAsync()
    {
        NextWrite next;
        lock (_gate)
        {
            _owners++;
            _turn ??= new SemaphoreSlim(1);
            next = TakeNextWrite();
        }

        Queue(next);
        return _turn.WaitAsync();
    }

    /// <summary>Waits until what was taken has ended, and hands over the outputs that it could not publish. For who has entered.</summary>
    /// <param name="deadline">How long to wait.</param>
    /// <exception cref="DeliveryDeferredException">The deadline passed first.</exception>
    public async Task DrainAsync(Deadline deadline)
    {
        Task drained;
        lock (_gate)
        {
            drained = WhenDrained();
        }

        if (!drained.IsCompleted)
        {
            await deadline.WaitAsync(drained, "waiting for what it is writing");
        }

        lock (_gate)
        {
            if (_isUnsettled)
            {
                outputs.Begin(_published.TakeUnacknowledged());
                _isUnsettled = false;
            }
        }
    }

    /// <summary>Gives the entity back.</summary>
    public void Exit()
    {
        lock (_gate)
        {
            _owners--;
            _isCareful &= _owners > 0;
        }

        _turn!.Release();
    }

    /// <inheritdoc/>
    public DeferredState<StoredEntity> Take()
    {
        lock (_gate)
        {
            (_writing, _open, _isQueued) = (_open, null, false);
            var version = _writing ?? throw new DeliveryDeferredException($"Nothing of {rules.Name} is to be written any more.");
            CrashPoint.Pass("before-write");
            version.Outputs = version.Fold.ToOutputs();
            version.State = version.Fold.ToState([]);
            return new DeferredState<StoredEntity>(store.ToStored(version.Fold, version.State, _published.With(version.Outputs)), store.ETag, version.Fold.ToParkingChange(grain));
        }
    }

    /// <inheritdoc/>
    public void Written(string etag)
    {
        EntityVersion<TState>? version;
        PendingOutput[] published;
        NextWrite next;
        List<WaitingDelivery>? done;
        lock (_gate)
        {
            EndRelease();
            (version, _writing) = (_writing, null);
            if (version is null)
            {
                // It was given up; the next activation finds it stored.
                return;
            }

            CrashPoint.Pass("after-write");
            store.Written(version.State!, etag, _published.Unacknowledged.Length + version.Outputs.Length > 0);

            // Behind outputs that failed: the grain publishes all of them, in order.
            published = _isUnsettled ? [] : version.Outputs;
            _published.Add(version, isPublishing: published.Length > 0);
            done = EndPublished();
            next = TakeNextWrite();
            ReportDrained();
        }

        processing.Count(rules, version.Fold);
        if (done is not null)
        {
            Answer(done);
        }

        if (published.Length > 0)
        {
            // Queued before the next version is written, so the entity's outputs go out in order.
            _ = PublishAsync(version, published);
        }

        Queue(next);
    }

    /// <inheritdoc/>
    public void Failed(Exception exception)
    {
        var failed = new List<WaitingDelivery>();
        bool isRejected;
        lock (_gate)
        {
            EndRelease();
            if (_writing is not { } version)
            {
                return;
            }

            // What the events did can't be stored, and nothing was: applied one at a time, the failing one is found.
            isRejected = exception is WriteRejectedException || (exception is PersistenceException { IsTransient: false } && version.Fold.HasEffects);
            _isCareful |= isRejected;
            Forget(failed);
            if (!isRejected)
            {
                store.Lose(exception);
            }
        }

        if (isRejected)
        {
            failed.ForEach(delivery => _ = processing.DeliverAgainAsync(grain, delivery));
            return;
        }

        Fail(failed, exception);
    }

    /// <inheritdoc/>
    public void Release()
    {
        var isWaiting = true;
        lock (_gate)
        {
            if (_isWaiting && _open is not null && _writing is null && !_isQueued)
            {
                (_isQueued, _isReleased) = (true, true);
            }
            else
            {
                // It had to be written sooner, or is not to be written any more.
                isWaiting = false;
            }

            _isWaiting = false;
        }

        if (isWaiting)
        {
            Queue(NextWrite.Now);
        }
        else
        {
            processing.LateWrites.Ended();
        }
    }

    /// <summary>Gives up waiting for a version.</summary>
    public void Expire(EntityVersion<TState> version)
    {
        var failed = new List<WaitingDelivery>();
        DeliveryDeferredException exception;
        lock (_gate)
        {
            if (ReferenceEquals(version, _writing) || ReferenceEquals(version, _open))
            {
                exception = new DeliveryDeferredException($"Gave up writing the state of {rules.Name} after {processing.Options.DeliveryTimeout}.");
                Forget(failed);
                store.Lose(exception);
            }
            else
            {
                // Its publishing goes on, and a delivery that comes again waits for it.
                exception = new DeliveryDeferredException($"Gave up publishing the outputs of {rules.Name} after {processing.Options.DeliveryTimeout}.");
                version.MoveDeliveriesTo(failed);
            }
        }

        Fail(failed, exception);
    }

    private bool Receive(EventBatch batch, IBatchCallback callback, bool mayHaveOwner)
    {
        _isUsed = true;
        bool isTaken;
        NextWrite next;
        EntityVersion<TState>? version;
        lock (_gate)
        {
            if ((_owners > 0 && !mayHaveOwner) || !MayTake)
            {
                return false;
            }

            isTaken = TryFold(batch);
            version = _open ?? _writing ?? _published.Last;
            if (isTaken)
            {
                version?.Add(new WaitingDelivery(batch, callback));
            }

            next = TakeNextWrite();
        }

        Queue(next);
        if (isTaken && version is null)
        {
            // Nothing but repeats of what is done.
            callback.Completed(BatchOutcome.Done);
        }

        return isTaken;
    }

    private bool TryFold(EventBatch batch)
    {
        if (_open is { } open && !string.Equals(open.Group, batch.Group, StringComparison.Ordinal))
        {
            return false;
        }

        var now = _open?.Since ?? processing.Time.GetUtcNow();
        var fold = _open?.Fold ?? new BatchFold<TState>(Latest, rules, batch.Group, now);
        var isTaken = EventFolding.TryFold(fold, batch.Events, handling, rules, processing);
        if (_open is null && fold.IsChanged)
        {
            _open = new EntityVersion<TState>(this, fold, batch.Group, now);
            _open.Deadline = processing.Clock.Begin(_open);
        }
        else if (_open is null && isTaken)
        {
            // Repeats and skipped events: there is no write to wait for.
            processing.Count(rules, fold);
        }

        if (_open is { IsLate: true } late)
        {
            late.IsLate = AreLate(batch.Events, now);
        }

        return isTaken;
    }

    private bool AreLate(ReceivedEvent[] events, DateTimeOffset now)
    {
        foreach (var received in events)
        {
            if (!processing.LateWrites.IsLate(received.Timestamp, now))
            {
                return false;
            }
        }

        return true;
    }

    // One write of an entity is queued at a time; it takes what is there when its batch is made.
    private NextWrite TakeNextWrite()
    {
        if (_open is null || _writing is not null || _isQueued)
        {
            return NextWrite.None;
        }

        if (_open.IsLate && _owners == 0 && _drained is null)
        {
            var next = _isWaiting ? NextWrite.None : NextWrite.Waits;
            _isWaiting = true;
            return next;
        }

        (_isWaiting, _isQueued) = (false, true);
        return NextWrite.Now;
    }

    private void EndRelease()
    {
        if (_isReleased)
        {
            _isReleased = false;
            processing.LateWrites.Ended();
        }
    }

    private void Queue(NextWrite next)
    {
        if (next == NextWrite.Now)
        {
            processing.DeferredWrites.Write(EventProcessing.StateName, grain, this);
        }
        else if (next == NextWrite.Waits)
        {
            processing.LateWrites.Add(this);
        }
    }

    private async Task PublishAsync(EntityVersion<TState> version, PendingOutput[] pending)
    {
        Exception? error = null;
        PublishedOutputs? published = null;
        try
        {
            CrashPoint.Pass("before-publish");
            var errors = await processing.Publisher.PublishAsync(Array.ConvertAll(pending, output => output.Event));
            CrashPoint.Pass("after-publish");
            published = PublishedOutputs.Of(pending, errors);
            error = published.Error;
        }
        catch (Exception exception)
        {
            // Nothing is known of any of them.
            error = exception;
        }

        List<WaitingDelivery>? done;
        var isSettled = published is { Rest.Length: 0, Rejected.Length: 0 };
        lock (_gate)
        {
            _published.End(version);
            if (isSettled)
            {
                _published.Forget(pending);
                done = EndPublished();
            }
            else
            {
                // The grain publishes again what is not acknowledged, in order. Nothing behind it is answered: it may repeat what is in it.
                if (published is not null)
                {
                    _published.Forget(Array.FindAll(pending, output => !published.IsLeft(output)));
                }

                _isUnsettled = true;
                done = EndPublished(all: true) ?? [];
                _writing?.MoveDeliveriesTo(done);
                _open?.MoveDeliveriesTo(done);
            }

            ReportDrained();
        }

        if (done is null)
        {
            // Those of an older version are still on their way.
            return;
        }

        if (isSettled)
        {
            Answer(done);
        }
        else if (published is { Rejected.Length: > 0 })
        {
            done.ForEach(delivery => _ = processing.DeliverAgainAsync(grain, delivery));
        }
        else
        {
            Fail(done, error!);
        }
    }

    // The deliveries of the versions that have ended; null where none has.
    private List<WaitingDelivery>? EndPublished(bool all = false)
    {
        List<WaitingDelivery>? done = null;
        while (_published.TryRemoveFirst(all) is { } ended)
        {
            End(ended, done ??= new List<WaitingDelivery>(1));
        }

        return done;
    }

    // What was to be written is given up.
    private void Forget(List<WaitingDelivery> deliveries)
    {
        foreach (var version in new[] { _writing, _open }.OfType<EntityVersion<TState>>())
        {
            End(version, deliveries);
        }

        (_writing, _open) = (null, null);
        ReportDrained();
    }

    private void End(EntityVersion<TState> version, List<WaitingDelivery> deliveries)
    {
        version.MoveDeliveriesTo(deliveries);
        processing.Clock.End(version.Deadline!);
    }

    private Task WhenDrained()
    {
        if (IsDrained)
        {
            return Task.CompletedTask;
        }

        _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _drained.Task;
    }

    private void ReportDrained()
    {
        if (_drained is not null && IsDrained)
        {
            _drained.SetResult();
            _drained = null;
        }
    }

    private void Close() => (_isOpen, _isClosed) = (false, true);

    private static void Answer(List<WaitingDelivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            delivery.Callback.Completed(BatchOutcome.Done);
        }
    }

    private static void Fail(List<WaitingDelivery> deliveries, Exception exception)
    {
        foreach (var delivery in deliveries)
        {
            delivery.Callback.Failed(exception);
        }
    }
}
