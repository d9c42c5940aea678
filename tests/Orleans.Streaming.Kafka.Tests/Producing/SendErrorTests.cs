using Confluent.Kafka;
using KafkaCode = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka.Tests.Producing;

/// <summary>What an administrator can mend is sent again, for as long as it takes; what is wrong with the record itself is not.</summary>
public sealed class SendErrorTests
{
    [Theory]
    [InlineData(KafkaCode.InvalidTimestamp, true)]
    [InlineData(KafkaCode.PolicyViolation, true)]
    [InlineData(KafkaCode.InvalidRecord, true)]
    [InlineData(KafkaCode.TopicAuthorizationFailed, true)]
    [InlineData(KafkaCode.UnknownTopicOrPart, true)]
    [InlineData(KafkaCode.NotEnoughReplicas, true)]
    [InlineData(KafkaCode.MsgSizeTooLarge, false)]
    [InlineData(KafkaCode.RecordListTooLarge, false)]
    [InlineData(KafkaCode.TopicException, false)]
    [InlineData(KafkaCode.InvalidMsg, false)]
    public void Send_ThatFails_IsTransientWhereTheBrokerCanBeMended(KafkaCode code, bool isTransient) =>
        Assert.Equal(isTransient, KafkaErrors.IsTransientSend(new Error(code)));
}
