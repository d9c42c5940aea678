namespace Platform.Processing;

/// <summary>How far a bulk redrive is.</summary>
[GenerateSerializer, Immutable, Alias("platform.bulk-redrive-report")]
public sealed record BulkRedriveReport
{
    /// <summary>How many bulk redrives may be unfinished.</summary>
    public const int UnfinishedMax = 100;

    /// <summary>The kind of error.</summary>
    [Id(0)]
    public required string ErrorType { get; init; }

    /// <summary>When it was begun, UTC. Entities that are in quarantine since then or earlier belong to it.</summary>
    [Id(1)]
    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>When each of its entities had been begun, or had failed to begin; null before. The last of them may still be redriven.</summary>
    [Id(2)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How many entities it has begun to redrive; one whose silo died may be missing, or be in it twice.</summary>
    [Id(3)]
    public long Entities { get; init; }

    /// <summary>How many events they had parked.</summary>
    [Id(4)]
    public long Events { get; init; }

    /// <summary>How many entities could not be begun: they stay in quarantine, and the next bulk redrive takes them up.</summary>
    [Id(5)]
    public long Failed { get; init; }

    /// <summary>The first of those, with the reason.</summary>
    [Id(6)]
    public BulkRedriveFailure[] Failures { get; init; } = [];

    /// <summary>The grain type and the key of the entity it has come to, in the order of the list; null at its start.</summary>
    [Id(7)]
    public string? AfterGrain { get; init; }

    /// <inheritdoc cref="AfterGrain"/>
    [Id(8)]
    public string? AfterKey { get; init; }
}
