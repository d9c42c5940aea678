using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using KafkaCode = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka;

/// <summary>The topic administration over one lazily connected admin client. Thread-safe.</summary>
internal sealed class KafkaTopics : IKafkaTopics, IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SettlePoll = TimeSpan.FromMilliseconds(100);

    private readonly KafkaConnection _connection;
    private readonly TimeProvider _time;
    private readonly ClientReport _report;
    private readonly ReloadingAdminClient _client;

    public KafkaTopics(KafkaConnection connection, TimeProvider time, ILogger<KafkaTopics> logger)
    {
        (_connection, _time) = (connection, time);
        _report = new ClientReport("Kafka topic administration", connection, time, logger);
        _client = new ReloadingAdminClient(connection, _report, time);
    }

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
        try
        {
            return PartitionCount.Of(metadata.Topics.Find(t => t.Topic == topic));
        }
        catch (KafkaException e)
        {
            throw Wrap($"The partitions of \"{topic}\" are not known", e);
        }
    }

    public Task CheckAsync(CancellationToken cancellationToken = default) => MetadataAsync("__consumer_offsets", cancellationToken);

    public void Dispose() => _client.Dispose();

    private KafkaStreamException Wrap(string what, KafkaException e)
    {
        // That it timed out only follows from what the client reported.
        var text = ClientErrorExplanation.KindOf(e.Error) == ClientErrorKind.Unreachable && _report.Explanation is { } explanation ? explanation.Text : ClientErrorExplanation.Of(e.Error, _connection).Text;
        return new KafkaStreamException($"{what}: {text}", KafkaErrors.IsTransient(e.Error), e);
    }

    private async Task<Confluent.Kafka.Metadata> MetadataAsync(string? topic, CancellationToken cancellationToken)
    {
        try
        {
            var metadata = await _client.RunAsync(client => BlockingCall.RunAsync(
                "kafka-metadata",
                () => topic is null ? client.GetMetadata(RequestTimeout) : client.GetMetadata(topic, RequestTimeout))).WaitAsync(cancellationToken);
            _report.Works();
            return metadata;
        }
        catch (KafkaException e)
        {
            throw Wrap($"No Kafka broker answers at {_connection}", e);
        }
    }

    // A cluster that is just starting, or changes its controller, has them for a while.
    private static bool IsPassing(KafkaCode code) => code is KafkaCode.RequestTimedOut or KafkaCode.NotController or KafkaCode.Local_TimedOut;

    private async Task<List<CreatedTopic>> CreateAsync(List<TopicDefinition> missing, int brokers, bool allowFewerReplicas, CancellationToken cancellationToken)
    {
        var created = missing
            .Select(d => new CreatedTopic(d.Name, d.Partitions, (short)Math.Min(d.ReplicationFactor, brokers), d.ReplicationFactor))
            .ToList();
        if (created.Find(t => t.ReplicationFactor < t.ReplicationFactorWanted) is { } tooMany && !allowFewerReplicas)
        {
            throw new KafkaStreamException($"Topic \"{tooMany.Name}\" is missing and needs {tooMany.ReplicationFactorWanted} replicas, but the cluster has {brokers} broker(s). Add brokers, or allow fewer replicas.", isTransient: false);
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
            await _client.RunAsync(async client =>
            {
                await client.CreateTopicsAsync(specifications, new CreateTopicsOptions { OperationTimeout = SettleTimeout, RequestTimeout = SettleTimeout });
                return true;
            }).WaitAsync(cancellationToken);
        }
        catch (CreateTopicsException e)
        {
            // Another silo that starts at the same time may have been faster.
            var failed = e.Results.Find(r => r.Error.IsError && r.Error.Code != KafkaCode.TopicAlreadyExists);
            if (failed is not null)
            {
                throw new KafkaStreamException($"Topic \"{failed.Topic}\" could not be created: {failed.Error.Reason} ({failed.Error.Code}).", IsPassing(failed.Error.Code), e);
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
        var unread = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            described = await _client.RunAsync(client => client.DescribeConfigsAsync(
                definitions.Select(d => new ConfigResource { Type = ResourceType.Topic, Name = d.Name }),
                new DescribeConfigsOptions { RequestTimeout = RequestTimeout }));
        }
        catch (DescribeConfigsException e) when (e.Results.TrueForAll(result => result.Error.Code is Confluent.Kafka.ErrorCode.NoError or Confluent.Kafka.ErrorCode.TopicAuthorizationFailed))
        {
            // Reading settings is a right of its own, without which all else works.
            described = [.. e.Results.Where(result => !result.Error.IsError).Select(result => new DescribeConfigsResult { ConfigResource = result.ConfigResource, Entries = result.Entries })];
            unread = e.Results.Where(result => result.Error.IsError).ToDictionary(result => result.ConfigResource.Name, result => result.Error.Reason, StringComparer.Ordinal);
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
            configs.GetValueOrDefault(d.Name),
            unread.GetValueOrDefault(d.Name)))];
    }

    private async Task AwaitLeadersAsync(List<CreatedTopic> created, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        foreach (var topic in created)
        {
            while (!await HasLeadersAsync(topic, cancellationToken))
            {
                if (_time.GetElapsedTime(started) > SettleTimeout)
                {
                    throw new KafkaStreamException($"Topic \"{topic.Name}\" was created but has no leader for every partition after {SettleTimeout}.", isTransient: true);
                }

                await Task.Delay(SettlePoll, _time, cancellationToken);
            }
        }
    }

    private async Task<bool> HasLeadersAsync(CreatedTopic topic, CancellationToken cancellationToken)
    {
        var metadata = await MetadataAsync(topic.Name, cancellationToken);
        var found = metadata.Topics.Find(t => t.Topic == topic.Name);
        return found is not null && found.Partitions.Count >= topic.Partitions && found.Partitions.TrueForAll(p => p.Leader >= 0);
    }
}
