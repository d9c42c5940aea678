using System.Collections.Frozen;

namespace Orleans.Streaming.Kafka;

/// <summary>The librdkafka properties that this library sets itself, each with its reason: everything else may be passed through.</summary>
internal static class OwnedProperties
{
    private const string HasOption = "there is an option for it";

    /// <summary>Of every client.</summary>
    public static FrozenDictionary<string, OwnedProperty> OfEveryClient { get; } = Table(
        (["bootstrap.servers", "metadata.broker.list"], HasOption, "Connection.BootstrapServers"),
        (["client.id"], HasOption, "Connection.ClientId"),
        (["security.protocol"], HasOption, "Connection.Protocol"),
        (["ssl.ca.location"], HasOption, "Connection.CaFile"),
        (["ssl.ca.pem"], HasOption, "Connection.CaPem"),
        (["ssl.certificate.location"], HasOption, "Connection.ClientCertificateFile"),
        (["ssl.certificate.pem"], HasOption, "Connection.ClientCertificatePem"),
        (["ssl.key.location"], HasOption, "Connection.ClientKeyFile"),
        (["ssl.key.pem"], HasOption, "Connection.ClientKeyPem"),
        (["ssl.key.password"], HasOption, "Connection.ClientKeyPassword"),
        (["ssl.endpoint.identification.algorithm"], HasOption, "Connection.VerifyHostName"),
        (["sasl.mechanism", "sasl.mechanisms"], HasOption, "Connection.SaslMechanism"),
        (["sasl.username"], HasOption, "Connection.Username"),
        (["sasl.password"], HasOption, "Connection.Password"),
        (["allow.auto.create.topics"], "a topic that a typo names must fail, not come to be with the broker's defaults", "create topics beforehand, for example with IKafkaTopics.EnsureAsync"));

    /// <summary>Of consumers, those of every client included.</summary>
    public static FrozenDictionary<string, OwnedProperty> OfConsumers { get; } = With(OfEveryClient, Table(
        (["group.id"], HasOption, "GroupId"),
        (["group.instance.id"], "a static member that dies leaves its partitions without an owner for a session timeout", null),
        (["enable.auto.commit", "auto.commit.enable", "auto.commit.interval.ms", "enable.auto.offset.store"], "an offset committed before its effects are durable loses the record in a crash; finished offsets are committed by the provider", "CommitInterval"),
        (["auto.offset.reset"], "a reset by itself skips or repeats records in silence", "Start and OutOfRange"),
        (["partition.assignment.strategy", "group.protocol", "group.remote.assignor"], "the hand-over of partitions is built on the protocol in use", "GroupProtocol and Assignor"),
        (["client.rack"], HasOption, "Rack"),
        (["session.timeout.ms"], HasOption, "SessionTimeout"),
        (["heartbeat.interval.ms"], HasOption, "HeartbeatInterval"),
        (["fetch.wait.max.ms"], HasOption, "FetchWait"),
        (["queued.max.messages.kbytes", "fetch.max.bytes"], "the memory limits count on it", "PrefetchBytesMax"),
        (["max.partition.fetch.bytes", "fetch.message.max.bytes"], "the memory limits count on it, and a fetch must have room for all partitions", "PrefetchBytesMax"),
        (["queued.min.messages"], "it is how much of each partition is read ahead, within what the memory limits count on", "PrefetchBytesMax"),
        (["max.poll.interval.ms"], HasOption, "StallTimeout"),
        (["topic.metadata.refresh.interval.ms"], HasOption, "TopicCheckInterval"),
        (["enable.partition.eof", "consume.callback.max.messages"], "the consume loop relies on it", null)));

    /// <summary>Of producers, those of every client included.</summary>
    public static FrozenDictionary<string, OwnedProperty> OfProducers { get; } = With(OfEveryClient, Table(
        (["enable.idempotence"], "without idempotence a retry repeats and reorders records", null),
        (["acks", "request.required.acks"], "with less than all, a record that was acknowledged is lost with its leader", null),
        (["max.in.flight", "max.in.flight.requests.per.connection"], "more than 5 requests in flight break the order of an idempotent producer", null),
        (["enable.gapless.guarantee", "transactional.id"], "the producer is rebuilt and repeated under other rules", null),
        (["partitioner", "msg_order_cmp"], "another partitioner sends a key to another partition than Kafka's Java client does, and breaks the order of that key", "KafkaMessage.Partition, for a partition of your choice"),
        (["compression.type", "compression.codec"], HasOption, "Compression"),
        (["linger.ms", "queue.buffering.max.ms"], HasOption, "Linger"),
        (["message.timeout.ms", "delivery.timeout.ms"], "a record that expires breaks the order of those behind it", "DeliveryTimeout"),
        (["retries", "message.send.max.retries"], "a record that gives up breaks the order of those behind it", "Retries, together with DeliveryTimeout"),
        (["retry.backoff.ms"], HasOption, "RetryDelay"),
        (["queue.buffering.max.kbytes"], "a full queue makes callers wait in order", "QueueBytesMax"),
        (["queue.buffering.max.messages"], "a full queue makes callers wait in order", "QueueRecordsMax"),
        (["message.max.bytes"], HasOption, "RecordBytesMax"),
        (["delivery.report.only.error", "dotnet.producer.enable.delivery.reports", "dotnet.producer.delivery.report.fields", "dotnet.producer.enable.background.poll"], "each record is reported", null)));

    /// <summary>Of a connection, whose properties go to consumers and producers alike.</summary>
    public static FrozenDictionary<string, OwnedProperty> OfConnections { get; } = With(OfConsumers, OfProducers);

    /// <summary>One sentence for each property that may not be set.</summary>
    /// <param name="setting">Where they were given.</param>
    /// <param name="properties">What was given. Values are not named: they may be secrets.</param>
    /// <param name="owned">The table.</param>
    public static IEnumerable<string> Problems(string setting, IEnumerable<KeyValuePair<string, string>> properties, FrozenDictionary<string, OwnedProperty> owned) =>
        from property in properties
        let owner = owned.GetValueOrDefault(property.Key)
        where owner is not null
        select $"{setting} may not set \"{property.Key}\": {owner.Reason}. {(owner.Instead is null ? "Leave it out" : $"Use {owner.Instead} instead")}";

    private static FrozenDictionary<string, OwnedProperty> Table(params (string[] Names, string Reason, string? Instead)[] rows) =>
        rows.SelectMany(row => row.Names.Select(name => KeyValuePair.Create(name, new OwnedProperty(row.Reason, row.Instead)))).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static FrozenDictionary<string, OwnedProperty> With(FrozenDictionary<string, OwnedProperty> common, FrozenDictionary<string, OwnedProperty> own) =>
        common.Concat(own).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
