namespace Orleans.Streaming.Kafka;

/// <summary>The partitions this silo's consumer owns right now. Written by the consume thread, read by all. Thread-safe.</summary>
internal sealed class GroupAssignment
{
    private readonly Lock _gate = new();
    private Dictionary<(string Topic, int Partition), AssignedPartition> _partitions = [];
    private Action? _changed;

    public IReadOnlyCollection<AssignedPartition> Partitions => Volatile.Read(ref _partitions).Values;

    public AssignedPartition? Find(string topic, int partition) =>
        Volatile.Read(ref _partitions).GetValueOrDefault((topic, partition));

    /// <summary>Calls back after each change, on the thread that made it. One listener: the provider's queue balancer.</summary>
    public void OnChange(Action changed) => _changed = changed;

    public void Add(IReadOnlyCollection<AssignedPartition> partitions) => Change(next =>
    {
        foreach (var partition in partitions)
        {
            next.Add((partition.Topic, partition.Partition), partition);
        }
    });

    public void Remove(IReadOnlyCollection<AssignedPartition> partitions) => Change(next =>
    {
        foreach (var partition in partitions)
        {
            next.Remove((partition.Topic, partition.Partition));
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
