using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <inheritdoc cref="IUnactivatedEntity"/>
/// <typeparam name="TState">The entity's state.</typeparam>
internal sealed class UnactivatedEntity<TState> : IUnactivatedEntity
    where TState : class
{
    private readonly EventProcessing _processing;
    private readonly GrainId _grain;
    private readonly EntityStore<TState> _store;
    private readonly OutputQueue _outputs;
    private readonly EntityWriter<TState> _writer;

    // What came before the state was read; null from then on.
    private List<WaitingDelivery>? _early = new(1);
    private volatile bool _hasEnded;

    /// <summary>Makes one that has not read yet.</summary>
    /// <param name="processing">The storage and Kafka.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="grain">The entity.</param>
    public UnactivatedEntity(EventProcessing processing, EntityKind<TState> kind, GrainId grain)
    {
        (_processing, _grain) = (processing, grain);
        var parts = kind.Create(grain, deactivate: null, End);
        (_store, _outputs, _writer) = (parts.Store, parts.Outputs, parts.Writer);
    }

    /// <inheritdoc/>
    public bool HasEnded => _hasEnded;

    /// <inheritdoc/>
    public bool TakeUse() => _writer.TakeUse();

    /// <inheritdoc/>
    public bool TryReceive(EventBatch batch, IBatchCallback callback)
    {
        if (!TryKeep(new WaitingDelivery(batch, callback), out var isFirst))
        {
            return !_hasEnded && _writer.TryReceive(batch, callback);
        }

        if (isFirst)
        {
            _ = ReadAsync();
        }

        return true;
    }

    /// <inheritdoc/>
    public bool TryEnd()
    {
        if (Volatile.Read(ref _early) is not null || !_writer.TryClose())
        {
            return false;
        }

        // Before anybody sees that it has ended: the next one reads at once.
        _writer.RememberSettled();
        _hasEnded = true;
        return true;
    }

    /// <inheritdoc/>
    public void GiveUp()
    {
        _writer.GiveUp();
        End();
    }

    /// <inheritdoc/>
    public async Task<string?> CloseAsync()
    {
        _hasEnded = true;
        await _writer.CloseAsync();
        return _writer.SettledETag;
    }

    private void End()
    {
        _hasEnded = true;
        _processing.Entities.Remove(_grain, this);
    }

    private bool TryKeep(WaitingDelivery delivery, out bool isFirst)
    {
        isFirst = false;
        if (Volatile.Read(ref _early) is not { } early)
        {
            return false;
        }

        lock (early)
        {
            if (_early is null || _hasEnded)
            {
                return false;
            }

            isFirst = early.Count == 0;
            early.Add(delivery);
            return true;
        }
    }

    private async Task ReadAsync()
    {
        Exception? failure = null;
        try
        {
            await _store.ReadAsync(_processing.SettledRows.Take(_grain));
            if (_outputs.Pending.Length > 0 && (await _processing.Proof.UnprovenAsync(_outputs.Pending, CancellationToken.None)).Length == 0)
            {
                // Else an activation publishes them.
                _outputs.Begin([]);
            }

            _writer.Open();
        }
        catch (Exception exception)
        {
            failure = exception;
            End();
        }

        foreach (var delivery in TakeEarly())
        {
            if (failure is not null)
            {
                delivery.Callback.Failed(failure);
            }
            else if (_hasEnded || !_writer.TryReceive(delivery.Batch, delivery.Callback))
            {
                // An activation has taken the entity over, or has to: what is stored is not usual.
                _ = _processing.DeliverAgainAsync(_grain, delivery);
            }
        }
    }

    // A delivery that comes while the early ones are taken may come before them: its partition is another one.
    private List<WaitingDelivery> TakeEarly()
    {
        var early = _early!;
        lock (early)
        {
            _early = null;
            return early;
        }
    }
}
