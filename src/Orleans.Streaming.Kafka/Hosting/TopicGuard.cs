using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Compares a provider's topics on the broker with what the provider needs. Refuses the start where they are wrong; a broker
/// that can't tell holds nothing up: it is asked again until it can.
/// </summary>
internal sealed partial class TopicGuard(
    string provider,
    KafkaStreamOptions options,
    IReadOnlyCollection<string> topics,
    bool isDevelopment,
    GroupStatus status,
    TimeProvider time,
    ILogger<TopicGuard> logger) : IDisposable
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = logger;
    private readonly ClientReport _report = new($"Kafka stream provider \"{provider}\", topic check", options.Connection!, time, logger);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Checks once, bounded.</summary>
    /// <exception cref="OrleansConfigurationException">A topic does not exist or is not replicated enough.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> problems;
        try
        {
            problems = await InspectAsync(cancellationToken);
        }
        catch (KafkaStreamException e)
        {
            LogUnchecked(provider, e.Message);
            _ = AskAgainAsync();
            return;
        }

        if (problems.Count > 0)
        {
            throw new OrleansConfigurationException(string.Join(Environment.NewLine, problems.Select(problem => $"Kafka stream provider \"{provider}\": {problem}")));
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task AskAgainAsync()
    {
        var stopping = _stopping.Token;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(AskAgainAfter, time, stopping);
                var problems = await InspectAsync(stopping);
                if (problems.Count > 0)
                {
                    status.Refusal = string.Join(" ", problems);
                    LogRefused(provider, status.Refusal);
                }

                return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (KafkaStreamException)
            {
                // Not yet: the consumer's own report says what is the matter.
            }
        }
    }

    private async Task<IReadOnlyList<string>> InspectAsync(CancellationToken cancellationToken)
    {
        using var admin = KafkaClients.BuildAdmin(options.Connection!, _report);
        try
        {
            // The client offers this question as a blocking call only; its time limit ends it.
            var found = await Task.Run(() => topics.Select(topic => (Name: topic, Metadata: MetadataOf(admin, topic))).ToList(), cancellationToken);
            var minInsync = await MinInsyncAsync(admin, [.. found.Where(topic => topic.Metadata is not null).Select(topic => topic.Name)], cancellationToken);
            return [.. found.SelectMany(topic => TopicNeeds.Problems(
                topic.Name,
                topic.Metadata?.Partitions.Select(partition => partition.Replicas.Length).DefaultIfEmpty().Min(),
                minInsync.TryGetValue(topic.Name, out var insync) ? insync : null,
                options.AllowFewerReplicas ?? isDevelopment,
                options.SettingOf(nameof(KafkaStreamOptions.AllowFewerReplicas)),
                options.Connection!.ToString()))];
        }
        catch (KafkaException e)
        {
            // That it timed out only follows from what the client reported.
            var trouble = ClientTrouble.KindOf(e.Error) == TroubleKind.Unreachable ? _report.Trouble : null;
            throw new KafkaStreamException((trouble ?? ClientTrouble.Of(e.Error, options.Connection!)).Text, isTransient: true, e);
        }
    }

    private TopicMetadata? MetadataOf(IAdminClient admin, string topic)
    {
        var metadata = admin.GetMetadata(topic, options.StartCheckTimeout / Math.Max(1, topics.Count)).Topics.Find(t => t.Topic == topic);
        return metadata?.Error.Code switch
        {
            null or Confluent.Kafka.ErrorCode.UnknownTopicOrPart => null,
            Confluent.Kafka.ErrorCode.NoError or Confluent.Kafka.ErrorCode.LeaderNotAvailable => metadata,
            _ => throw new KafkaException(metadata.Error),
        };
    }

    private async Task<Dictionary<string, int>> MinInsyncAsync(IAdminClient admin, IReadOnlyCollection<string> existing, CancellationToken cancellationToken)
    {
        if (existing.Count == 0)
        {
            return [];
        }

        try
        {
            var described = await admin.DescribeConfigsAsync(
                existing.Select(topic => new ConfigResource { Type = ResourceType.Topic, Name = topic }),
                new DescribeConfigsOptions { RequestTimeout = options.StartCheckTimeout }).WaitAsync(cancellationToken);
            return described
                .Where(topic => topic.Entries.ContainsKey(TopicNeeds.MinInsync))
                .ToDictionary(topic => topic.ConfigResource.Name, topic => int.Parse(topic.Entries[TopicNeeds.MinInsync].Value, System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);
        }
        catch (KafkaException e)
        {
            // Reading settings is a right of its own, which a consumer need not have.
            LogNoConfigs(provider, e is DescribeConfigsException { Results: [var first, ..] } ? first.Error.Reason : e.Error.Reason);
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka stream provider \"{Provider}\": its topics could not be checked at start; this goes on until they can: {Reason}")]
    private partial void LogUnchecked(string provider, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Kafka stream provider \"{Provider}\": {Problems}")]
    private partial void LogRefused(string provider, string problems);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Kafka stream provider \"{Provider}\": min.insync.replicas of its topics can't be read: {Reason}")]
    private partial void LogNoConfigs(string provider, string reason);
}
