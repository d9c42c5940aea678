namespace Orleans.Streaming.Kafka;

/// <summary>Refuses a provider's options at start, naming the provider, the setting and what would be right.</summary>
/// <param name="name">The provider.</param>
/// <param name="options">Its options.</param>
/// <param name="routes">Its topics.</param>
/// <param name="reservedBytes">What its clients hold at most (<see cref="MemoryBudget.ReservedBy"/>). Called once the connection is known to be right: the producer's options are checked by it.</param>
internal sealed class KafkaStreamOptionsValidator(string name, KafkaStreamOptions options, IReadOnlyCollection<KafkaTopicRoute> routes, Func<long> reservedBytes)
    : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        Reject(KafkaConnectionRules.Problems(options.Connection));
        Require(!string.IsNullOrWhiteSpace(options.GroupId), nameof(options.GroupId), "must name the consumer group");
        Require(routes.Count > 0, "Topic", "at least one topic must be delivered: kafka.Topic(name, topic => topic.DeliverTo<IMyGrain>(…)) or topic => topic.AsStream()");
        Require(options.HeartbeatInterval > TimeSpan.Zero, nameof(options.HeartbeatInterval), "must be positive");
        Require(
            options.GroupProtocol == KafkaGroupProtocol.Consumer || options.SessionTimeout >= 3 * options.HeartbeatInterval,
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
        Require(options.PrefetchBytesMax is >= 1 << 20 and <= 1L << 30, nameof(options.PrefetchBytesMax), "must be 1 MiB to 1 GiB");

        Require(Enum.IsDefined(options.Start), nameof(options.Start), $"must be {Names<KafkaStart>()}");
        Require(Enum.IsDefined(options.OutOfRange), nameof(options.OutOfRange), $"must be {Names<OutOfRangePolicy>()}");
        Require(Enum.IsDefined(options.GroupProtocol), nameof(options.GroupProtocol), "must be Classic or Consumer");
        Require(Enum.IsDefined(options.Assignor), nameof(options.Assignor), $"must be {Names<KafkaAssignor>()}");
        Require(
            options.Assignor == KafkaAssignor.CooperativeSticky || options.GroupProtocol == KafkaGroupProtocol.Classic,
            nameof(options.Assignor),
            $"is {options.Assignor}, which {nameof(KafkaGroupProtocol)}.{nameof(KafkaGroupProtocol.Consumer)} has no use for: the broker assigns. Leave out one of the two");
        Require(options.Rack is null || !string.IsNullOrWhiteSpace(options.Rack), nameof(options.Rack), "must not be blank; null is none");
        Require(InRange(options.SessionTimeout, 1_000, 1_800_000), nameof(options.SessionTimeout), "must be 1 s to 30 min");
        Require(Enum.IsDefined(options.TopicRecreated), nameof(options.TopicRecreated), "must be Fail or Earliest");
        Require(InRange(options.StallTimeout, 1_000, 3_600_000), nameof(options.StallTimeout), "must be 1 s to 1 h");
        Require(InRange(options.TopicCheckInterval, 1_000, 300_000), nameof(options.TopicCheckInterval), "must be 1 s to 5 min");
        Require(InRange(options.StartCheckTimeout, 1_000, 300_000), nameof(options.StartCheckTimeout), "must be 1 s to 5 min");
        Require(
            options.RecordBytesMax <= KafkaProducerOptions.DefaultRecordBytesMax || options.AllowLargeRecords,
            nameof(options.RecordBytesMax),
            $"is {options.RecordBytesMax:N0}, more than a broker takes by default (1 MiB): every replica and consumer needs memory and settings for it. Send a reference to large data instead; or raise the topics' max.message.bytes and set AllowLargeRecords to true");
        Require(options.RecordBytesMax >= 1_000, nameof(options.RecordBytesMax), "must be at least 1,000");
        Reject(OwnedProperties.Problems(nameof(options.ConsumerProperties), options.ConsumerProperties, OwnedProperties.OfConsumers));
        Require(options.RewindsMax > 0, nameof(options.RewindsMax), "must be at least 1");
        ValidateDelivery();
        foreach (var route in routes)
        {
            ValidateTopic(route);
        }

        StreamNamespaces.Of(routes);

        // Last: the client's own errors name its properties, not our options.
        Reject(ClientProbe.Problem(ConsumerConfigFactory.Create(options)) is { } problem ? [problem] : []);
    }

    private void ValidateDelivery()
    {
        var reserved = reservedBytes();
        Require(
            options.MemoryBytesMax >= 2 * reserved,
            nameof(options.MemoryBytesMax),
            $"is {options.MemoryBytesMax:N0}, less than twice the {reserved:N0} that the clients' queues take (twice PrefetchBytesMax of {options.PrefetchBytesMax:N0}, the producer's QueueBytesMax, and with streams RewindsMax times PrefetchBytesMax): too little is left for records. Raise MemoryBytesMax or lower one of those");
        Require(options.MemoryRecordsMax > 1, nameof(options.MemoryRecordsMax), "must be at least 2");
        Require(options.DispatchedRecordsMax > 0, nameof(options.DispatchedRecordsMax), "must be at least 1");
        Require(options.BatchBytesMax > 0, nameof(options.BatchBytesMax), "must be at least 1");
        Require(FailurePolicies.Takes(options.PermanentFailure), nameof(options.PermanentFailure), $"must be {FailurePolicies.Names}");
        Require(InRange(options.UnclassifiedTimeMax, 0, 86_400_000), nameof(options.UnclassifiedTimeMax), "must be 0 to 1 day");
        Require(options.FailingEntitiesMax > 0, nameof(options.FailingEntitiesMax), "must be at least 1");
        Require(InRange(options.SlowCallAge, 1_000, 3_600_000), nameof(options.SlowCallAge), "must be 1 s to 1 h");
        Require(options.SlowCallsMax >= 0, nameof(options.SlowCallsMax), "must be 0 or more");
        Require(InRange(options.CallTimeout, 1_000, 300_000), nameof(options.CallTimeout), "must be 1 s to 5 min");
        Require(InRange(options.StuckCallAge, 1_000, 3_600_000), nameof(options.StuckCallAge), "must be 1 s to 1 h");
    }

    private void ValidateTopic(KafkaTopicRoute route)
    {
        var topic = $"Topic \"{route.Topic}\":";
        Require(route.Start is not { } start || Enum.IsDefined(start), topic, $"StartAt must be given {Names<KafkaStart>()}");
        Require(route.PermanentFailure is not { } failure || FailurePolicies.Takes(failure), topic, $"OnPermanentFailure must be given {FailurePolicies.Names}");
        if (route.Stream is not { } stream)
        {
            return;
        }

        Require(FailurePolicies.Takes(stream.OnFailure), topic, $"{nameof(stream.OnFailure)} must be {FailurePolicies.Names}");
        Require(Enum.IsDefined(stream.Keyless), topic, $"{nameof(stream.Keyless)} must be {Names<KeylessStreamRecords>()}");
        Require(stream.BatchCountMax > 0, topic, $"{nameof(stream.BatchCountMax)} must be at least 1");
        Require(stream.Namespace is not "", topic, $"{nameof(stream.Namespace)} must not be empty; null is the topic's name");
        Require(stream.NamespaceHeader is not "", topic, $"{nameof(stream.NamespaceHeader)} must name a header; null is none");
    }

    private static string Names<TEnum>()
        where TEnum : struct, Enum => string.Join(" or ", Enum.GetNames<TEnum>());

    private static bool InRange(TimeSpan value, double minimum, double maximum) =>
        value.TotalMilliseconds >= minimum && value.TotalMilliseconds <= maximum;

    private void Reject(IEnumerable<string> problems)
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
            throw new OrleansConfigurationException($"Kafka stream provider \"{name}\": {options.SettingOf(setting)} {what}.");
        }
    }
}
