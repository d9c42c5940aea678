namespace Orleans.Streaming.Kafka.Testing;

/// <summary>How a <see cref="RealKafka"/> is started. Ignored, but for the time limits, where it attaches to running brokers.</summary>
public sealed record RealKafkaOptions
{
    /// <summary>How many brokers, 1 or 3, each its own controller. Default 1.</summary>
    public int Brokers { get; init; } = 1;

    /// <summary>
    /// Whether the brokers demand SASL_SSL with SCRAM-SHA-512 and rights (ACLs): see <see cref="RealKafka.Security"/>. Default false.
    /// </summary>
    public bool IsSecured { get; init; }

    /// <summary>Whether they must be brokers started here, for faults for example; running ones are not attached to then. Several, secured, or with <see cref="Settings"/> always are. Default false.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Settings of <c>server.properties</c> that are added to or replace ours; <c>{node}</c> in a value is the broker's number, from 1. Default none.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The heap of each broker (<c>KAFKA_HEAP_OPTS</c>). Default <c>-Xms256m -Xmx1g</c>.</summary>
    public string HeapOptions { get; init; } = "-Xms256m -Xmx1g";

    /// <summary>Each broker's other JVM options (<c>KAFKA_JVM_PERFORMANCE_OPTS</c>). Default: compile fast rather than well, which halves the time to start; give Kafka's own for measuring throughput.</summary>
    public string JvmOptions { get; init; } = "-XX:+UseG1GC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true";

    /// <summary>How long brokers may take until they answer. Default 60 s.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a clean stop may take. Default 30 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock of the time limits. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void ThrowIfInvalid()
    {
        if (Brokers is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(Brokers), Brokers, "1 or 3 brokers.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StartTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StopTimeout, TimeSpan.Zero);
    }
}
