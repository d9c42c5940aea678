using Confluent.Kafka;
using KafkaCode = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// What the client library reports of itself and of the brokers: logged once and then ever more rarely, shown in the status,
/// and the fatal one kept. Owned by the consume thread, which the client calls back on.
/// </summary>
internal sealed class ClientErrors(ConsumeServices services)
{
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
                services.Rights.DenyTopic(topic, error.Reason);
                break;
            case KafkaCode.TopicAuthorizationFailed or KafkaCode.GroupAuthorizationFailed or KafkaCode.ClusterAuthorizationFailed:
            case KafkaCode.SaslAuthenticationFailed or KafkaCode.Local_Authentication:
                services.Rights.DenyGroup($"the broker refuses this client: {error.Reason}");
                break;
        }

        services.Report.Failed(error);
    }

    /// <summary>Something of this topic was read.</summary>
    public void Read(string topic)
    {
        services.Status.Solved(GroupProblem.Unreachable);
        services.Report.Works();
        services.Rights.GrantTopic(topic);
    }
}
