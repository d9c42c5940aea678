using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Events;

namespace Platform.Hosting.Topics;

/// <summary>Compares the broker's topics with the file before any consumer runs: creates what is missing, logs what differs.</summary>
internal sealed partial class TopicsAtStart(IKafkaTopics topics, TimeProvider time, ILogger<TopicsAtStart> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger = logger;

    /// <summary>Returns when every topic of the file can be read and written.</summary>
    /// <param name="catalog">The topics as they should be.</param>
    /// <param name="allowFewerReplicas">Whether topics may get fewer replicas than the file sets.</param>
    /// <param name="bootstrapServers">The broker, for the error.</param>
    /// <param name="patience">How long to wait for it: a broker that is started together with this process, as by docker compose, needs its time.</param>
    /// <param name="stop">Gives up, as when the program is stopped.</param>
    /// <exception cref="PlatformConfigurationException">The broker refuses, or did not answer for so long.</exception>
    public async Task EnsureAsync(TopicCatalog catalog, bool allowFewerReplicas, string bootstrapServers, TimeSpan patience, CancellationToken stop)
    {
        TopicDefinition[] definitions = [.. catalog.Topics.Select(Definition)];
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                Report(await topics.EnsureAsync(definitions, allowFewerReplicas, stop));
                return;
            }
            catch (KafkaStreamException exception) when (exception.IsTransient && time.GetElapsedTime(began) < patience)
            {
                LogWaiting(exception.Message);
                await Task.Delay(Pause, time, stop);
            }
            catch (KafkaStreamException exception)
            {
                throw new PlatformConfigurationException([
                    $"The topics could not be checked or created at Platform:Kafka:BootstrapServers = '{bootstrapServers}' (environment: Platform__Kafka__BootstrapServers)\n{exception.Message}\nRight is a broker that answers and lets this client create topics. Platform:Topics:AllowFewerReplicas=true (environment: Platform__Topics__AllowFewerReplicas) takes as many replicas as there are brokers.",
                ]);
            }
        }
    }

    private static TopicDefinition Definition(TopicSpec spec) =>
        new() { Name = spec.Name, Partitions = spec.Partitions, ReplicationFactor = spec.ReplicationFactor, Config = spec.Config };

    private void Report(TopicsReport report)
    {
        foreach (var alike in report.Created.GroupBy(topic => (topic.ReplicationFactor, topic.ReplicationFactorWanted)))
        {
            var names = string.Join(", ", alike.Select(topic => $"{topic.Name} ({topic.Partitions})"));
            if (alike.Key.ReplicationFactor < alike.Key.ReplicationFactorWanted)
            {
                LogCreatedWithFewer(alike.Count(), alike.Key.ReplicationFactor, alike.Key.ReplicationFactorWanted, names);
            }
            else
            {
                LogCreated(alike.Count(), alike.Key.ReplicationFactor, names);
            }
        }

        foreach (var difference in report.Differences)
        {
            LogDifference(difference);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} topics created with {Replicas} replicas (and so many partitions): {Topics}.")]
    private partial void LogCreated(int count, short replicas, string topics);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} topics created with {Replicas} replicas instead of {ReplicasWanted}, as there are no more brokers (and so many partitions): {Topics}.")]
    private partial void LogCreatedWithFewer(int count, short replicas, short replicasWanted, string topics);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A topic is not as the topics file says; nothing was changed: {Difference}")]
    private partial void LogDifference(string difference);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting for the broker: {Reason}")]
    private partial void LogWaiting(string reason);
}
