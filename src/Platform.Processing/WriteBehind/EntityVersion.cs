namespace Platform.Processing;

/// <summary>
/// A version of an entity on its way to being durable: what was folded into it, and the deliveries that wait for it. Owned by its
/// writer's lock.
/// </summary>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <param name="writer">Its writer.</param>
/// <param name="fold">Holds what the events so far do.</param>
/// <param name="group">The consumer group that delivers them.</param>
internal sealed class EntityVersion<TState>(EntityWriter<TState> writer, BatchFold<TState> fold, string group) : IExpiring
    where TState : class
{
    private readonly List<WaitingDelivery> _deliveries = new(1);

    /// <summary>What was folded into it.</summary>
    public BatchFold<TState> Fold { get; } = fold;

    /// <summary>The consumer group that delivers.</summary>
    public string Group { get; } = group;

    /// <summary>The state that is written; null until the version is taken.</summary>
    public ProcessingState<TState>? State { get; set; }

    /// <summary>Whether it is durable and its outputs are acknowledged.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>Its place in the silo's clock.</summary>
    public LinkedListNode<(long Since, IExpiring Work)>? Deadline { get; set; }

    /// <summary>Adds a delivery that waits for it.</summary>
    public void Add(WaitingDelivery delivery) => _deliveries.Add(delivery);

    /// <summary>Adds the deliveries that wait for it to others, and forgets them: each gets one answer.</summary>
    public void MoveDeliveriesTo(List<WaitingDelivery> deliveries)
    {
        deliveries.AddRange(_deliveries);
        _deliveries.Clear();
    }

    /// <inheritdoc/>
    public void Expire() => writer.Expire(this);
}
