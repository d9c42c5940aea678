namespace Orleans.Streaming.Kafka;

/// <summary>
/// The partitions this silo's consumer owns right now, for all to see. Written by the consume thread, read by all. Thread-safe.
/// </summary>
internal sealed class GroupAssignment
{
    private readonly Lock _gate = new();
    private Dictionary<(string Topic, int Partition), AssignedPartition> _partitions = [];
    private Action? _changed;

    /// <summary>All of them; another object after each change.</summary>
    public IReadOnlyCollection<AssignedPartition> Partitions => Volatile.Read(ref _partitions).Values;

    public AssignedPartition? Find(string topic, int partition) =>
        Volatile.Read(ref _partitions).GetValueOrDefault((topic, partition));

    /// <summary>Calls back after each change, on the thread that made it. One listener: the provider's queue balancer.</summary>
    public void OnChange(Action changed) => _changed = changed;

    /// <summary>Adds or replaces partitions.</summary>
    /// <param name="partitions">They.</param>
    /// <param name="owner">Whose they are; once it has been given up, nothing is added.</param>
    public void Add(IReadOnlyCollection<AssignedPartition> partitions, LoopHeartbeat owner) => Change(next =>
    {
        if (owner.IsAbandoned)
        {
            return;
        }

        foreach (var partition in partitions)
        {
            next[(partition.Topic, partition.Partition)] = partition;
        }
    });

    /// <summary>Removes these very assignments; one that has taken the place of another stays.</summary>
    public void Remove(IReadOnlyCollection<AssignedPartition> partitions) => Change(next =>
    {
        foreach (var partition in partitions)
        {
            if (ReferenceEquals(next.GetValueOrDefault((partition.Topic, partition.Partition)), partition))
            {
                next.Remove((partition.Topic, partition.Partition));
            }
        }
    });

    private void Change(Action<Dictionary<(string Topic, int Partition), AssignedPartition>> change)
    {
        lock (_gate)
        {
            // Readers keep the old map: a new one takes its place.
            var next = new Dictionary<(string Topic, int Partition), AssignedPartition>(_partitions);
            change(next);
            Volatile.Write(ref _partitions, next);
        }

        _changed?.Invoke();
    }
}
