namespace Orleans.Streaming.Kafka;

/// <summary>Which records of a topic are wanted.</summary>
public sealed record TopicQuery
{
    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The place the page begins after, or null for the beginning.</summary>
    public TopicPosition? After { get; init; }

    /// <summary>Only records of this time or later, or null.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only records before this time, or null.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Which records are wanted; null for all.</summary>
    public Func<KafkaRecord, bool>? Filter { get; init; }

    /// <summary>The most records wanted, at least 1. Default 100.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>
    /// The page ends with the record that brings its keys, values and headers to so many bytes, however few records that are: a page
    /// has so much and one record at most in memory, and always one record. At least 1; default 8 MiB.
    /// </summary>
    public int BytesMax { get; init; } = 8 * 1024 * 1024;

    /// <summary>After so many records the page ends, however few are wanted of them. Default 100,000.</summary>
    public int ScanMax { get; init; } = 100_000;
}
