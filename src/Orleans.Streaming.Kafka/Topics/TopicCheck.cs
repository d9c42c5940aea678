using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>Asks the broker what the topics of a provider, and the topics of their dead letters, are like, and judges them.</summary>
/// <param name="provider">The provider.</param>
/// <param name="options">Its options.</param>
/// <param name="topics">Its topics, each with its dead-letter topic where it has one.</param>
/// <param name="isDevelopment">Whether the environment is Development.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Its log.</param>
internal sealed partial class TopicCheck(
    string provider,
    KafkaStreamOptions options,
    IReadOnlyDictionary<string, string?> topics,
    bool isDevelopment,
    TimeProvider time,
    ILogger<TopicCheck> logger)
{
    private readonly ILogger _logger = logger;
    private readonly ClientReport _report = new($"Kafka stream provider \"{provider}\", topic check", options.Connection!, time, logger);

    private string Setting => options.SettingOf(nameof(KafkaStreamOptions.AllowFewerReplicas));

    private bool AllowFewerReplicas => options.AllowFewerReplicas ?? isDevelopment;

    /// <summary>Checks once, bounded.</summary>
    /// <exception cref="KafkaStreamException">The broker gives no answer.</exception>
    public async Task<TopicFindings> InspectAsync(CancellationToken cancellationToken)
    {
        using var admin = KafkaClients.BuildAdmin(options.Connection!, _report);
        try
        {
            // Their time limit ends them.
            var unreadable = new Dictionary<string, string>(StringComparer.Ordinal);
            var replicas = await BlockingCall.RunAsync("kafka-topic-check", () => ReplicasOfAll(admin, unreadable));
            var settings = await SettingsAsync(admin, [.. replicas.Where(topic => topic.Value is not null).Select(topic => topic.Key)], cancellationToken);
            TopicFacts Facts(string topic) => new(topic, replicas[topic], SettingOf(settings, topic, TopicNeeds.MinInsync), SettingOf(settings, topic, TopicNeeds.MessageBytesMax));
            return new TopicFindings(
                [.. topics.Keys.SelectMany(topic => TopicNeeds.Problems(Facts(topic), AllowFewerReplicas, Setting, options.Connection!.ToString()))],
                [
                    .. unreadable.Select(topic => $"topic \"{topic.Key}\" can't be looked at ({topic.Value}): dead letters may be refused there."),
                    .. topics.Where(topic => topic.Value is not null && replicas.ContainsKey(topic.Value)).SelectMany(topic => TopicNeeds.DeadLetterWarnings(
                        Facts(topic.Value!), Facts(topic.Key), options.RecordBytesMax, AllowFewerReplicas, Setting, options.Connection!.ToString())),
                ]);
        }
        catch (KafkaException e)
        {
            // That it timed out only follows from what the client reported.
            var explanation = ClientErrorExplanation.KindOf(e.Error) == ClientErrorKind.Unreachable ? _report.Explanation : null;
            throw new KafkaStreamException((explanation ?? ClientErrorExplanation.Of(e.Error, options.Connection!)).Text, isTransient: true, e);
        }
    }

    private Dictionary<string, int?> ReplicasOfAll(IAdminClient admin, Dictionary<string, string> unreadable)
    {
        var replicas = topics.Keys.ToDictionary(topic => topic, topic => ReplicasOf(admin, topic), StringComparer.Ordinal);
        foreach (var topic in topics.Values.OfType<string>())
        {
            try
            {
                replicas[topic] = ReplicasOf(admin, topic);
            }
            catch (KafkaException e) when (e.Error.Code == Confluent.Kafka.ErrorCode.TopicAuthorizationFailed)
            {
                unreadable.Add(topic, e.Error.Reason);
            }
        }

        return replicas;
    }

    private int? ReplicasOf(IAdminClient admin, string topic)
    {
        var metadata = admin.GetMetadata(topic, options.StartCheckTimeout / Math.Max(1, 2 * topics.Count)).Topics.Find(t => t.Topic == topic);
        return metadata?.Error.Code switch
        {
            null or Confluent.Kafka.ErrorCode.UnknownTopicOrPart => null,
            Confluent.Kafka.ErrorCode.NoError or Confluent.Kafka.ErrorCode.LeaderNotAvailable => metadata.Partitions.Select(partition => partition.Replicas.Length).DefaultIfEmpty().Min(),
            _ => throw new KafkaException(metadata.Error),
        };
    }

    private async Task<List<DescribeConfigsResult>> SettingsAsync(IAdminClient admin, IReadOnlyCollection<string> existing, CancellationToken cancellationToken)
    {
        if (existing.Count == 0)
        {
            return [];
        }

        try
        {
            return await admin.DescribeConfigsAsync(
                existing.Select(topic => new ConfigResource { Type = ResourceType.Topic, Name = topic }),
                new DescribeConfigsOptions { RequestTimeout = options.StartCheckTimeout }).WaitAsync(cancellationToken);
        }
        catch (DescribeConfigsException e)
        {
            // Reading settings is a right of its own, which a consumer need not have, and has of one topic and not of another.
            var problem = e.Results.Find(result => result.Error.IsError)?.Error ?? e.Error;
            if (problem.Code == Confluent.Kafka.ErrorCode.TopicAuthorizationFailed)
            {
                LogNotAllowed(provider, problem.Reason);
            }
            else
            {
                LogNoConfigs(provider, problem.Reason);
            }

            return [.. e.Results.Where(result => !result.Error.IsError).Select(result => new DescribeConfigsResult { ConfigResource = result.ConfigResource, Entries = result.Entries })];
        }
        catch (KafkaException e)
        {
            LogNoConfigs(provider, e.Error.Reason);
            return [];
        }
    }

    private static int? SettingOf(List<DescribeConfigsResult> settings, string topic, string name) =>
        settings.Find(found => found.ConfigResource.Name == topic) is { } described && described.Entries.TryGetValue(name, out var entry)
            ? int.Parse(entry.Value, CultureInfo.InvariantCulture)
            : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka stream provider \"{Provider}\": min.insync.replicas and max.message.bytes of its topics are not checked, for want of the right DescribeConfigs: {Reason}")]
    private partial void LogNotAllowed(string provider, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Kafka stream provider \"{Provider}\": settings of its topics can't be read: {Reason}")]
    private partial void LogNoConfigs(string provider, string reason);
}
