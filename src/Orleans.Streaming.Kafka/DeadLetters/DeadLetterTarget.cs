namespace Orleans.Streaming.Kafka;

/// <summary>Where the dead letters of a topic go: to a topic of their own, to the application, or nowhere.</summary>
/// <param name="Suffix">What follows the topic's name in that of its dead-letter topic; null where they go to none.</param>
/// <param name="SinkOf">Finds the application's sink; null where they go to none.</param>
internal sealed record DeadLetterTarget(string? Suffix, Func<IServiceProvider, IDeadLetterSink>? SinkOf = null)
{
    public const string DefaultSuffix = ".dlq";

    public static readonly DeadLetterTarget Default = new(DefaultSuffix);

    public static readonly DeadLetterTarget None = new(Suffix: null);

    /// <summary>The dead-letter topic of a topic; null where its dead letters go to none.</summary>
    public string? TopicOf(string topic) => Suffix is null ? null : topic + Suffix;
}
