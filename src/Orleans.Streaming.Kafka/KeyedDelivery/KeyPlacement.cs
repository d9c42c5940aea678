namespace Orleans.Streaming.Kafka;

/// <summary>
/// Counts the records of one partition whose key promises no order: those without one, and those that murmur2 puts elsewhere. Owned by
/// whoever dispatches its records, one run at a time.
/// </summary>
internal sealed class KeyPlacement(string topic, int partition, DeliveryServices services)
{
    private long _keyless;
    private long _misplaced;

    public void Look(KafkaRecord record, int partitions)
    {
        if (record.Key is not { } key)
        {
            _keyless++;
        }
        else if (partitions > 0 && Murmur2.PartitionOf(key, partitions) != partition)
        {
            _misplaced++;
        }
    }

    /// <summary>Adds to the counters what was seen since the last time.</summary>
    public void Report()
    {
        if (_keyless > 0)
        {
            services.Metrics.Keyless(topic, services.Group, _keyless);
        }

        if (_misplaced > 0)
        {
            services.Metrics.Misplaced(topic, services.Group, _misplaced);
        }

        (_keyless, _misplaced) = (0, 0);
    }
}
