namespace Orleans.Streaming.Kafka;

/// <summary>What becomes of records without a key in a topic whose entities are named by the record key.</summary>
public enum KeylessRecords
{
    /// <summary>They go to the dead-letter topic (<c>no-key</c>): they name no entity, and a made-up one would be a surprise.</summary>
    DeadLetter = 0,

    /// <summary>They are spread over workers, grains named <c>topic/partition/worker</c>, many at once: no order among them.</summary>
    Spread = 1,

    /// <summary>They go to one grain per partition, named <c>topic/partition</c>, in offset order.</summary>
    OnePerPartition = 2,
}
