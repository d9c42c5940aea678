namespace Orleans.Streaming.Kafka;

/// <summary>What a failed delivery means.</summary>
public enum FailureKind
{
    /// <summary>Nobody knows: repeated a few times (<see cref="KafkaStreamOptions.UnclassifiedAttemptsMax"/>), then permanent.</summary>
    Unclassified = 0,

    /// <summary>The world is not ready: repeated for as long as it takes.</summary>
    Transient = 1,

    /// <summary>The event or the program is wrong; repeating is useless.</summary>
    Permanent = 2,
}
