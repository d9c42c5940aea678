namespace Orleans.Streaming.Kafka;

/// <summary>How a producer compresses batches of records. A topic's <c>compression.type</c> other than <c>producer</c> makes the broker recompress them.</summary>
public enum KafkaCompression
{
    /// <summary>LZ4: little time, good size. Clients in JavaScript need a plug-in to read it.</summary>
    Lz4 = 0,

    /// <summary>Zstandard: smaller than LZ4, for more time.</summary>
    Zstd = 1,

    /// <summary>gzip: read by every client, the slowest.</summary>
    Gzip = 2,

    /// <summary>None.</summary>
    None = 3,
}
