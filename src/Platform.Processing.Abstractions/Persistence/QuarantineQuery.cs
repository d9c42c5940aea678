namespace Platform.Persistence;

/// <summary>Which quarantined entities are wanted: all, those of one kind of error, those that are being redriven, or those in which events are deferred.</summary>
[GenerateSerializer, Immutable, Alias("platform.quarantine-query")]
public sealed record QuarantineQuery
{
    /// <summary>Only this kind of error, or null for all. Ignored where only redrives are wanted.</summary>
    [Id(0)]
    public string? ErrorType { get; init; }

    /// <summary>Only entities that are being redriven.</summary>
    [Id(1)]
    public bool OnlyRedriving { get; init; }

    /// <summary>The grain type that the page begins after; null for the first page.</summary>
    [Id(2)]
    public string? AfterGrain { get; init; }

    /// <summary>The key that the page begins after.</summary>
    [Id(3)]
    public string? AfterKey { get; init; }

    /// <summary>The most entities wanted, at least 1.</summary>
    [Id(4)]
    public required int Limit { get; init; }

    /// <summary>Not entities in quarantine, but live ones in which an event is deferred since then or longer; null for quarantines. See <see cref="QuarantinedEntity.RowMarker"/>.</summary>
    [Id(5)]
    public DateTimeOffset? DeferredSince { get; init; }
}
