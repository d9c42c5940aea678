using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using KafkaCode = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// What the client library reports of itself and of the brokers: told once and then ever more rarely, shown in the status,
/// and the fatal one kept. Owned by the consume thread, which the client calls back on.
/// </summary>
internal sealed partial class ClientErrors(ConsumeServices services, ILogger<ClientErrors> logger)
{
    private readonly LogThrottle<KafkaCode> _throttle = new(services.Time);

    /// <summary>After it the consumer can do nothing more.</summary>
    public Error? Fatal { get; private set; }

    /// <summary>An error of the client, or of one topic.</summary>
    public void Take(Error error, string? topic)
    {
        if (error.IsFatal)
        {
            Fatal ??= error;
        }

        switch (error.Code)
        {
            case KafkaCode.Local_AllBrokersDown:
                services.Status.Report(GroupProblem.Unreachable, $"no broker can be reached: {error.Reason}");
                break;
            case KafkaCode.TopicAuthorizationFailed when topic is not null:
                services.Rights.RefuseTopic(topic, error.Reason);
                break;
            case KafkaCode.TopicAuthorizationFailed or KafkaCode.GroupAuthorizationFailed or KafkaCode.ClusterAuthorizationFailed:
            case KafkaCode.SaslAuthenticationFailed or KafkaCode.Local_Authentication:
                services.Rights.RefuseGroup($"the broker refuses this client: {error.Reason}");
                break;
        }

        if (_throttle.ShouldLog(error.Code, out var times))
        {
            LogError(services.Options.GroupId, error.Reason, times);
        }
    }

    /// <summary>Something of this topic was read.</summary>
    public void Read(string topic)
    {
        services.Status.Solved(GroupProblem.Unreachable);
        services.Rights.GrantTopic(topic);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\": {Reason} ({Times} times)")]
    private partial void LogError(string group, string reason, int times);
}
