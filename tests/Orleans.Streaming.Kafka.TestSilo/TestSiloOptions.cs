using System.Text.Json;

namespace Orleans.Streaming.Kafka.TestSilo;

/// <summary>How a silo of the tests runs; its first argument, as JSON.</summary>
public sealed record TestSiloOptions
{
    /// <summary>The brokers.</summary>
    public required string Servers { get; init; }

    /// <summary>The consumer group.</summary>
    public required string Group { get; init; }

    /// <summary>The topics, whose records name their entity by their key: one entity gets events from several partitions.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>The group's protocol.</summary>
    public required KafkaGroupProtocol Protocol { get; init; }

    /// <summary>The file of the silo's <see cref="AppliedLog"/>; its name is the silo's.</summary>
    public required string LogPath { get; init; }

    /// <summary>The group's session timeout.</summary>
    public required TimeSpan SessionTimeout { get; init; }

    /// <summary>The group's heartbeat.</summary>
    public required TimeSpan HeartbeatInterval { get; init; }

    /// <summary>The port silos talk to this one on.</summary>
    public required int SiloPort { get; init; }

    /// <summary>The port it listens on, where something between forwards <see cref="SiloPort"/> to it; else null.</summary>
    public int? ListeningPort { get; init; }

    /// <summary>The port of the silo that keeps the cluster's membership; its own makes it that one.</summary>
    public required int PrimaryPort { get; init; }

    /// <summary>How often silos look after each other; two looks without an answer, and a silo is dead.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>As the provider's.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>As the provider's.</summary>
    public int EntitiesInFlightMax { get; init; } = 4_096;

    /// <summary>As the provider's.</summary>
    public TimeSpan SlowCallAge { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>As the provider's.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After how many batches an activation ends, so that the next one may be on another silo; 0 for never.</summary>
    public int BatchesPerActivation { get; init; }

    /// <summary>The file that lets slow entities go on (<see cref="AppliedGrain.SlowPrefix"/>).</summary>
    public string? ReleaseFile { get; init; }

    /// <summary>A topic to whose stream "k" it produces a batch of <see cref="BatchCount"/> in a transaction once it is ready; null for none.</summary>
    public string? BatchTopic { get; init; }

    /// <summary>How many events that batch has.</summary>
    public const int BatchCount = 50;

    /// <summary>Reads what <see cref="ToArgument"/> wrote.</summary>
    public static TestSiloOptions Of(string argument) => JsonSerializer.Deserialize<TestSiloOptions>(argument)!;

    /// <summary>The program's argument.</summary>
    public string ToArgument() => JsonSerializer.Serialize(this);
}
