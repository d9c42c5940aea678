using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>The topic administration over one lazily connected admin client. Thread-safe.</summary>
internal sealed partial class KafkaTopics(KafkaConnection connection, TimeProvider time, ILogger<KafkaTopics> logger) : IKafkaTopics, IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SettlePoll = TimeSpan.FromMilliseconds(100);

    private readonly ILogger _logger = logger;
    private readonly Lazy<IAdminClient> _client = new(() => BuildClient(connection, logger));

    public async Task<TopicsReport> EnsureAsync(IReadOnlyList<TopicDefinition> definitions, bool allowFewerReplicas, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        var cluster = await MetadataAsync(null, cancellationToken);
        var existing = cluster.Topics.Where(t => !t.Error.IsError).ToDictionary(t => t.Topic, StringComparer.Ordinal);
        var missing = definitions.Where(d => !existing.ContainsKey(d.Name)).ToList();
        var created = await CreateAsync(missing, cluster.Brokers.Count, allowFewerReplicas, cancellationToken);
        var differences = await CompareAsync([.. definitions.Where(d => existing.ContainsKey(d.Name))], existing);
        await AwaitLeadersAsync(created, cancellationToken);
        return new TopicsReport(created, differences);
    }

    public async Task<int?> GetPartitionCountAsync(string topic, CancellationToken cancellationToken = default)
    {
        var metadata = await MetadataAsync(topic, cancellationToken);
        var found = metadata.Topics.FirstOrDefault(t => t.Topic == topic && !t.Error.IsError);
        return found is null or { Partitions.Count: 0 } ? null : found.Partitions.Count;
    }

    public Task CheckAsync(CancellationToken cancellationToken = default) => MetadataAsync("__consumer_offsets", cancellationToken);

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private static IAdminClient BuildClient(KafkaConnection connection, ILogger logger)
    {
        var config = new AdminClientConfig();
        connection.ApplyTo(config);
        return new AdminClientBuilder(config)
            .SetLogHandler((_, log) => LogClient(logger, log.Name, log.Message))
            .SetErrorHandler((_, error) => LogError(logger, error.Reason))
            .Build();
    }

    private static KafkaStreamException Wrap(string what, KafkaException e) =>
        new($"{what}: {e.Error.Reason} ({e.Error.Code}).", isTransient: e.Error.Code is not (Confluent.Kafka.ErrorCode.TopicAuthorizationFailed or Confluent.Kafka.ErrorCode.ClusterAuthorizationFailed), e);

    // The client offers this question as a blocking call only.
    private Task<Confluent.Kafka.Metadata> MetadataAsync(string? topic, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                return topic is null ? _client.Value.GetMetadata(RequestTimeout) : _client.Value.GetMetadata(topic, RequestTimeout);
            }
            catch (KafkaException e)
            {
                throw Wrap($"No Kafka broker answers at {connection}", e);
            }
        },
        CancellationToken.None).WaitAsync(cancellationToken);

    private async Task<List<CreatedTopic>> CreateAsync(List<TopicDefinition> missing, int brokers, bool allowFewerReplicas, CancellationToken cancellationToken)
    {
        var created = missing
            .Select(d => new CreatedTopic(d.Name, d.Partitions, (short)Math.Min(d.ReplicationFactor, brokers), d.ReplicationFactor))
            .ToList();
        if (created.Find(t => t.ReplicationFactor < t.ReplicationFactorWanted) is { } tooMany && !allowFewerReplicas)
        {
            throw new KafkaStreamException($"Topic \"{tooMany.Name}\" is missing and asks for {tooMany.ReplicationFactorWanted} replicas, but the cluster has {brokers} broker(s). Add brokers, or allow fewer replicas.", isTransient: false);
        }

        if (created.Count == 0)
        {
            return created;
        }

        var specifications = created.Zip(missing, (topic, definition) => new TopicSpecification
        {
            Name = topic.Name,
            NumPartitions = topic.Partitions,
            ReplicationFactor = topic.ReplicationFactor,
            Configs = new Dictionary<string, string>(TopicDefinitionRules.ConfigFor(definition, topic.ReplicationFactor), StringComparer.Ordinal),
        });
        try
        {
            await _client.Value.CreateTopicsAsync(specifications, new CreateTopicsOptions { OperationTimeout = SettleTimeout, RequestTimeout = SettleTimeout }).WaitAsync(cancellationToken);
        }
        catch (CreateTopicsException e)
        {
            // Another silo that starts at the same time may have been faster.
            var failed = e.Results.Find(r => r.Error.IsError && r.Error.Code != Confluent.Kafka.ErrorCode.TopicAlreadyExists);
            if (failed is not null)
            {
                throw new KafkaStreamException($"Topic \"{failed.Topic}\" could not be created: {failed.Error.Reason} ({failed.Error.Code}).", isTransient: false, e);
            }
        }
        catch (KafkaException e)
        {
            throw Wrap("Topics could not be created", e);
        }

        return created;
    }

    private async Task<IReadOnlyList<string>> CompareAsync(List<TopicDefinition> definitions, Dictionary<string, TopicMetadata> existing)
    {
        if (definitions.Count == 0)
        {
            return [];
        }

        List<DescribeConfigsResult> described;
        try
        {
            described = await _client.Value.DescribeConfigsAsync(
                definitions.Select(d => new ConfigResource { Type = ResourceType.Topic, Name = d.Name }),
                new DescribeConfigsOptions { RequestTimeout = RequestTimeout });
        }
        catch (KafkaException e)
        {
            throw Wrap("The topics' settings could not be read", e);
        }

        var configs = described.ToDictionary(
            d => d.ConfigResource.Name,
            d => (IReadOnlyDictionary<string, string?>)d.Entries.ToDictionary(e => e.Key, e => (string?)e.Value.Value, StringComparer.Ordinal),
            StringComparer.Ordinal);
        return [.. definitions.SelectMany(d => TopicDefinitionRules.Differences(
            d,
            existing[d.Name].Partitions.Count,
            (short)existing[d.Name].Partitions[0].Replicas.Length,
            configs[d.Name]))];
    }

    private async Task AwaitLeadersAsync(List<CreatedTopic> created, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        foreach (var topic in created)
        {
            while (!await HasLeadersAsync(topic, cancellationToken))
            {
                if (time.GetElapsedTime(started) > SettleTimeout)
                {
                    throw new KafkaStreamException($"Topic \"{topic.Name}\" was created but has no leader for every partition after {SettleTimeout}.", isTransient: true);
                }

                await Task.Delay(SettlePoll, time, cancellationToken);
            }
        }
    }

    private async Task<bool> HasLeadersAsync(CreatedTopic topic, CancellationToken cancellationToken)
    {
        var metadata = await MetadataAsync(topic.Name, cancellationToken);
        var found = metadata.Topics.Find(t => t.Topic == topic.Name);
        return found is not null && found.Partitions.Count >= topic.Partitions && found.Partitions.TrueForAll(p => p.Leader >= 0);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Client}: {Message}")]
    private static partial void LogClient(ILogger logger, string client, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Topic administration: {Reason}")]
    private static partial void LogError(ILogger logger, string reason);
}
