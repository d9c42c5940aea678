namespace Benchmarks;

/// <summary>What is measured, and how often.</summary>
internal sealed record BenchOptions
{
    public required int Runs { get; init; }

    public required int Orders { get; init; }

    public required int Users { get; init; }

    public required Pace Pace { get; init; }

    /// <summary>How long each job runs before it is measured, to warm the broker.</summary>
    public required TimeSpan Rehearsal { get; init; }

    /// <summary>How long the broker is loaded before anything is measured.</summary>
    public required TimeSpan BrokerWarmUp { get; init; }

    /// <summary>Events to deliver.</summary>
    public required int Records { get; init; }

    /// <summary>Rows of a full store.</summary>
    public required int Rows { get; init; }

    /// <summary>When a slow peer is interrupted.</summary>
    public required TimeSpan SlowLimit { get; init; }

    /// <summary>How many keys or entities, one after the other.</summary>
    public required IReadOnlyList<int> Keys { get; init; }

    /// <summary>Options of the provider, <c>NAME=VALUE</c>.</summary>
    public required IReadOnlyList<string> Set { get; init; }

    /// <summary>Parts of names; empty for all.</summary>
    public required IReadOnlyList<string> Only { get; init; }

    public required bool OnFullDatabase { get; init; }

    /// <summary>A published silo, or null to publish it.</summary>
    public required string? SiloFolder { get; init; }

    /// <summary>Folders of jars, separated by colons, or null for Maven.</summary>
    public required string? Jars { get; init; }

    /// <summary>Whether something of this name is to be measured.</summary>
    public bool Includes(string name) => Only.Count == 0 || Only.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
}
