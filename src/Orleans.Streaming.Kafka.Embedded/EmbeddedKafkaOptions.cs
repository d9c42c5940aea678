using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Orleans.Streaming.Kafka.Embedded;

/// <summary>How an <see cref="EmbeddedKafka"/> runs.</summary>
public sealed record EmbeddedKafkaOptions
{
    /// <summary>The port on 127.0.0.1, 0–65535. Default 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>The groups whose unread records trimming must leave alone. Default none. A topic that no group here reads is not trimmed at all.</summary>
    public IReadOnlyList<EmbeddedKafkaGroup> Groups { get; init; } = [];

    /// <summary>How many records a partition keeps although every group has read them. Default 1,000; at least 0.</summary>
    public int KeepRecords { get; init; } = 1_000;

    /// <summary>How often read records are trimmed. Default 250 ms; at least 10 ms. After a failure it doubles up to 5 s until a round succeeds.</summary>
    public TimeSpan TrimInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Called once when a group begins to miss records on a partition, and again if that happens after it caught up. Default null. Losses are also logged as errors.</summary>
    /// <remarks>It runs on the trimming task; an exception from it is logged as a failed round.</remarks>
    public Action<EmbeddedKafkaDataLoss>? OnDataLoss { get; init; }

    /// <summary>Where losses, failed rounds of trimming and broken connections are logged. Default: nowhere.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The clock of the trimming. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void ThrowIfInvalid()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfNegative(KeepRecords);
        ArgumentOutOfRangeException.ThrowIfLessThan(TrimInterval, TimeSpan.FromMilliseconds(10));
    }
}
