using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Orleans.Streaming.Kafka.Embedded;

namespace Orleans.Streaming.Kafka.Testing;

/// <summary>Requests to a running cluster. Thread-safe.</summary>
internal sealed class ClusterAdmin : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(50);

    private readonly IAdminClient _client;
    private readonly string _bootstrapServers;
    private readonly TimeProvider _timeProvider;
    private volatile string _lastError = "nothing was heard";

    public ClusterAdmin(string bootstrapServers, RealKafkaSecurity? security, TimeProvider timeProvider)
    {
        _bootstrapServers = bootstrapServers;
        _timeProvider = timeProvider;
        // Brokers here come and go; the default backoff of up to 10 s would be most of a start.
        var config = new AdminClientConfig { BootstrapServers = bootstrapServers, ReconnectBackoffMs = 50, ReconnectBackoffMaxMs = 200, ClientId = "kafka-test-admin" };
        security?.ApplyTo(config);
        _client = new AdminClientBuilder(config)
            .SetErrorHandler((_, error) => _lastError = error.Reason)
            .SetLogHandler((_, message) => _lastError = message.Message)
            .Build();
    }

    /// <summary>Waits until the cluster names at least so many live brokers, and this one among them where given.</summary>
    public Task WaitForBrokersAsync(int count, int? node, TimeSpan timeout, CancellationToken cancellationToken) => PollAsync(
        () => _client.GetMetadata(PollTimeout).Brokers,
        brokers => brokers.Count >= count && (node is null || brokers.Exists(b => b.BrokerId == node)),
        brokers => $"{count} live brokers{(node is null ? "" : $", {node} among them,")} at {_bootstrapServers}; there are {brokers?.Count ?? 0}",
        timeout,
        cancellationToken);

    /// <summary>Creates a topic and waits until its leaders are known; false where it exists with as many partitions.</summary>
    public async Task<bool> CreateTopicAsync(TopicSpecification topic, CancellationToken cancellationToken)
    {
        var isNew = true;
        try
        {
            await _client.CreateTopicsAsync([topic], new CreateTopicsOptions { RequestTimeout = RequestTimeout, OperationTimeout = RequestTimeout }).WaitAsync(cancellationToken);
        }
        catch (CreateTopicsException e) when (e.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
        {
            isNew = false;
        }
        catch (KafkaException e)
        {
            var reason = e is CreateTopicsException creation ? creation.Results[0].Error.Reason : e.Error.Reason;
            throw new KafkaBrokerException($"Topic '{topic.Name}' was not created: {reason}.", e);
        }

        var partitions = await WaitForTopicAsync(topic.Name, cancellationToken);
        return partitions == topic.NumPartitions
            ? isNew
            : throw new KafkaBrokerException($"Topic '{topic.Name}' exists with {partitions} partitions, not {topic.NumPartitions}.");
    }

    public async Task DeleteTopicsAsync(IEnumerable<string> topics)
    {
        try
        {
            await _client.DeleteTopicsAsync(topics, new DeleteTopicsOptions { RequestTimeout = RequestTimeout });
        }
        catch (KafkaException e)
        {
            throw new KafkaBrokerException($"The topics created here were not deleted: {e.Error.Reason}.", e);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<int> WaitForTopicAsync(string topic, CancellationToken cancellationToken)
    {
        var partitions = await PollAsync(
            () => _client.GetMetadata(topic, PollTimeout).Topics.Single(t => t.Topic == topic).Partitions,
            partitions => partitions.Count > 0 && partitions.TrueForAll(p => p.Leader >= 0),
            partitions => $"leaders of all partitions of {topic}; {partitions?.Count(p => p.Leader >= 0) ?? 0} of {partitions?.Count ?? 0} have one",
            RequestTimeout,
            cancellationToken);
        return partitions.Count;
    }

    private async Task<T> PollAsync<T>(Func<T> query, Func<T, bool> isThere, Func<T?, string> describe, TimeSpan timeout, CancellationToken cancellationToken)
        where T : class
    {
        T? last = null;
        var began = _timeProvider.GetTimestamp();
        do
        {
            try
            {
                // GetMetadata blocks.
                last = await Task.Run(query, cancellationToken);
                if (isThere(last))
                {
                    return last;
                }
            }
            catch (KafkaException e)
            {
                _lastError = e.Error.Reason;
            }

            await Task.Delay(PollPause, _timeProvider, cancellationToken);
        }
        while (_timeProvider.GetElapsedTime(began) < timeout);

        throw new KafkaBrokerException($"After {timeout} still waiting for {describe(last)}. Last heard: {_lastError}.");
    }
}
