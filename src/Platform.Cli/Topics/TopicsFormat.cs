namespace Platform.Cli.Topics;

/// <summary>What a topics file is turned into.</summary>
internal enum TopicsFormat
{
    /// <summary>A shell script with Kafka's own tools.</summary>
    Script,

    /// <summary>Resources of Strimzi's operators.</summary>
    Strimzi,
}
