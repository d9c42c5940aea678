namespace Platform.Processing;

/// <summary>
/// A version of an entity on its way to being durable: what was folded into it, and the deliveries that wait for it. Owned by its
/// writer's lock.
/// </summary>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <param name="writer">Its writer.</param>
/// <param name="fold">Holds what the events so far do.</param>
/// <param name="group">The consumer group that delivers them.</param>
/// <param name="since">When the first of them came.</param>
internal sealed class EntityVersion<TState>(EntityWriter<TState> writer, BatchFold<TState> fold, string group, DateTimeOffset since) : IExpiring
    where TState : class
{
    private WaitingDelivery? _first;
    private List<WaitingDelivery>? _others;

    /// <summary>What was folded into it.</summary>
    public BatchFold<TState> Fold { get; } = fold;

    /// <summary>The consumer group that delivers.</summary>
    public string Group { get; } = group;

    /// <summary>When its first event came.</summary>
    public DateTimeOffset Since { get; } = since;

    /// <summary>Whether all of its events are late, so that its row waits for more of them.</summary>
    public bool IsLate { get; set; } = true;

    /// <summary>The state that is written; null until the version is taken.</summary>
    public ProcessingState<TState>? State { get; set; }

    /// <summary>Its outputs; empty until the version is taken.</summary>
    public PendingOutput[] Outputs { get; set; } = [];

    /// <summary>The version after it, where it waits for its outputs or those of older ones.</summary>
    public EntityVersion<TState>? Next { get; set; }

    /// <summary>Whether it is durable and its outputs are acknowledged.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>Its place in the silo's clock.</summary>
    public LinkedListNode<(long Since, IExpiring Work)>? Deadline { get; set; }

    /// <summary>Adds a delivery that waits for it.</summary>
    public void Add(WaitingDelivery delivery)
    {
        if (_first is null)
        {
            _first = delivery;
        }
        else
        {
            (_others ??= []).Add(delivery);
        }
    }

    /// <summary>Adds the deliveries that wait for it to others, and forgets them: each gets one answer.</summary>
    public void MoveDeliveriesTo(List<WaitingDelivery> deliveries)
    {
        if (_first is { } first)
        {
            deliveries.Add(first);
        }

        if (_others is not null)
        {
            deliveries.AddRange(_others);
        }

        (_first, _others) = (null, null);
    }

    /// <inheritdoc/>
    public void Expire() => writer.Expire(this);
}
