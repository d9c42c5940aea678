namespace Orleans.Streaming.Kafka;

/// <summary>Where the records of one topic go.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="EntityOf">Names the entity an event belongs to.</param>
/// <param name="ReceiverOf">Finds the grain of an entity.</param>
/// <param name="Start">The topic's own start, or null for the provider's.</param>
internal sealed record KafkaTopicRoute(
    string Topic,
    Func<ReceivedEvent, string?> EntityOf,
    Func<IGrainFactory, string, IEventReceiver> ReceiverOf,
    KafkaStart? Start)
{
    /// <summary>Finds the grain of an entity where its calls have a token; null where it is <see cref="ReceiverOf"/>'s.</summary>
    public Func<IGrainFactory, string, ICancellableEventReceiver>? CancellableOf { get; init; }

    /// <summary>The kind of key that the grains have; null for a string.</summary>
    public GrainKey? Key { get; init; }

    /// <summary>Finds the grains; null for streams, and in tests without a silo.</summary>
    public ReceiverFinder? Receivers { get; init; }

    /// <summary>The id of an entity's grain; null where no grain has an id, as in tests without a silo.</summary>
    public Func<IGrainFactory, string, GrainId>? GrainOf { get; init; }

    /// <summary>Whether the record key names the entity, and nothing in the value.</summary>
    public bool IsNamedByKey { get; init; }

    /// <summary>What becomes of an event that failed for good, or null for the provider's policy.</summary>
    public FailurePolicy? PermanentFailure { get; init; }

    /// <summary>Which of its records are delivered; null for all.</summary>
    public RecordFilter? Filter { get; init; }

    /// <summary>Where its dead letters go.</summary>
    public DeadLetterTarget DeadLetters { get; init; } = DeadLetterTarget.Default;

    /// <summary>Makes the topic's own decoder; null for the provider's.</summary>
    public Func<IServiceProvider, IRecordDecoder>? DecoderOf { get; init; }

    /// <summary>What that decoder makes of every record, or null where it is not known.</summary>
    public Type? EventType { get; init; }

    /// <summary>How the topic is delivered as streams, or null for keyed delivery.</summary>
    public KafkaStreamTopicOptions? Stream { get; init; }
}
