using System.Text.Json.Serialization;

namespace Platform.Persistence;

/// <summary>An entity in quarantine: since when, why, and how much is parked.</summary>
[GenerateSerializer, Immutable, Alias("platform.quarantined-entity")]
public sealed record QuarantinedEntity
{
    /// <summary>
    /// The error type of a row that is no quarantine but the row marker of a live entity with deferred events, so that one for
    /// which nothing comes any more is found. Returned only by a query for such rows (<see cref="QuarantineQuery.DeferredSince"/>).
    /// </summary>
    public const string RowMarker = "waits";

    /// <summary>
    /// The error type of a rejected output among the dropped records of its entity, and of a live entity that has some: what Kafka did not take,
    /// and a redrive publishes again.
    /// </summary>
    public const string RejectedOutput = "output-refused";

    /// <summary>The error type of a rejected output that an operator dropped for good.</summary>
    public const string DroppedOutput = "output-dropped";

    /// <summary>The grain's type, for example <c>meter</c>.</summary>
    [Id(0)]
    public required string Grain { get; init; }

    /// <summary>The grain's key.</summary>
    [Id(1)]
    public required string Key { get; init; }

    /// <summary>Since when, UTC.</summary>
    [Id(2)]
    public required DateTimeOffset Since { get; init; }

    /// <summary>The kind of error that stopped it last.</summary>
    [Id(3)]
    public required string ErrorType { get; init; }

    /// <summary>What was wrong, for a person.</summary>
    [Id(4)]
    public required string Error { get; init; }

    /// <summary>The id of the event that failed, or null where it is not known.</summary>
    [Id(5)]
    public string? EventId { get; init; }

    /// <summary>The type of the event that failed, or null where it is not known.</summary>
    [Id(6)]
    public string? EventType { get; init; }

    /// <summary>The topic of the record that failed.</summary>
    [Id(7)]
    public required string Topic { get; init; }

    /// <summary>Its partition.</summary>
    [Id(8)]
    public required int Partition { get; init; }

    /// <summary>Its offset.</summary>
    [Id(9)]
    public required long Offset { get; init; }

    /// <summary>How many records are parked.</summary>
    [Id(10)]
    [JsonPropertyName("waiting")]
    public required long Parked { get; init; }

    /// <summary>Whether they are being redriven.</summary>
    [Id(11)]
    public required bool IsRedriving { get; init; }

    /// <summary>How many outputs of it Kafka rejected for good, which neither a redrive has published since nor an operator dropped.</summary>
    [Id(12)]
    public long RejectedOutputs { get; init; }
}
