namespace Orleans.Streaming.Kafka;

/// <summary>Refuses a provider's options at start, naming the provider, the setting and what would be right.</summary>
internal sealed class KafkaStreamOptionsValidator(string name, KafkaStreamOptions options, IReadOnlyCollection<KafkaTopicRoute> routes)
    : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        Refuse(KafkaConnectionRules.Problems(options.Connection));
        Require(!string.IsNullOrWhiteSpace(options.GroupId), nameof(options.GroupId), "must name the consumer group");
        Require(routes.Count > 0, "Topic", "at least one topic must be delivered: kafka.Topic(name, topic => topic.DeliverTo<IMyGrain>(…)) or topic => topic.AsStream()");
        Require(options.HeartbeatInterval > TimeSpan.Zero, nameof(options.HeartbeatInterval), "must be positive");
        Require(
            options.SessionTimeout >= 3 * options.HeartbeatInterval,
            nameof(options.SessionTimeout),
            $"is {options.SessionTimeout}, less than three heartbeats of {options.HeartbeatInterval}: one late heartbeat would cost the assignment. Raise SessionTimeout or lower HeartbeatInterval");
        Require(InRange(options.FetchWait, 1, 300_000), nameof(options.FetchWait), "must be 1 ms to 5 min");
        Require(InRange(options.CommitInterval, 10, 60_000), nameof(options.CommitInterval), "must be 10 ms to 1 min");
        Require(InRange(options.DrainTimeout, 0, 60_000), nameof(options.DrainTimeout), "must be 0 to 1 min");
        Require(InRange(options.RetryDelay, 1, 60_000), nameof(options.RetryDelay), "must be 1 ms to 1 min");
        Require(options.RetryDelayMax >= options.RetryDelay, nameof(options.RetryDelayMax), "must be at least RetryDelay");
        Require(options.EntitiesInFlightMax > 0, nameof(options.EntitiesInFlightMax), "must be at least 1");
        Require(options.BatchCountMax > 0, nameof(options.BatchCountMax), "must be at least 1");
        Require(options.PartitionRecordsMax > 0, nameof(options.PartitionRecordsMax), "must be at least 1");
        Require(options.PartitionBytesMax > 0, nameof(options.PartitionBytesMax), "must be at least 1");
        Require(InRange(options.StartCheckTimeout, 1_000, 300_000), nameof(options.StartCheckTimeout), "must be 1 s to 5 min");
        Require(
            options.RecordBytesMax <= KafkaProducerOptions.DefaultRecordBytesMax || options.AllowLargeRecords,
            nameof(options.RecordBytesMax),
            $"is {options.RecordBytesMax:N0}, more than a broker takes by default (1 MiB): every replica and consumer needs memory and settings for it. Send a reference to large data instead; or raise the topics' max.message.bytes and set AllowLargeRecords to true");
        Require(options.RecordBytesMax >= 1_000, nameof(options.RecordBytesMax), "must be at least 1,000");
        Refuse(OwnedProperties.Refusals(nameof(options.ConsumerProperties), options.ConsumerProperties, OwnedProperties.OfConsumers));
        Require(options.PrefetchBytesMax is >= 1 << 20 and <= 2L << 30, nameof(options.PrefetchBytesMax), "must be 1 MiB to 2 GiB");
        Require(options.RewindsMax > 0, nameof(options.RewindsMax), "must be at least 1");

        // Last: the client's own refusals name its properties, not our options.
        Refuse(ClientProbe.Refusal(ConsumerConfigFactory.Create(options)) is { } refusal ? [refusal] : []);
    }

    private static bool InRange(TimeSpan value, double minimum, double maximum) =>
        value.TotalMilliseconds >= minimum && value.TotalMilliseconds <= maximum;

    private void Refuse(IEnumerable<string> problems)
    {
        var found = problems.ToList();
        if (found.Count > 0)
        {
            throw new OrleansConfigurationException(string.Join(Environment.NewLine, found.Select(problem => $"Kafka stream provider \"{name}\": {problem}.")));
        }
    }

    private void Require(bool condition, string setting, string what)
    {
        if (!condition)
        {
            throw new OrleansConfigurationException($"Kafka stream provider \"{name}\": {setting} {what}.");
        }
    }
}
