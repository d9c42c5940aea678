using Confluent.Kafka;

namespace Orleans.Streaming.Kafka.Tests.Topics;

public sealed class PartitionCountTests
{
    [Fact]
    public void Count_OfATopic_IsThatOfItsPartitions() => Assert.Equal(2, PartitionCount.Of(Answer(Confluent.Kafka.ErrorCode.NoError, 2)));

    [Theory]
    [InlineData(Confluent.Kafka.ErrorCode.UnknownTopicOrPart)]
    [InlineData(Confluent.Kafka.ErrorCode.TopicException)]
    public void Count_WhenThereIsNoSuchTopic_IsNull(Confluent.Kafka.ErrorCode code) => Assert.Null(PartitionCount.Of(Answer(code, 0)));

    [Theory]
    [InlineData(Confluent.Kafka.ErrorCode.TopicAuthorizationFailed)]
    [InlineData(Confluent.Kafka.ErrorCode.LeaderNotAvailable)]
    [InlineData(Confluent.Kafka.ErrorCode.Unknown)]
    public void Count_WhenTheBrokerDoesNotTell_Fails(Confluent.Kafka.ErrorCode code)
    {
        var failure = Assert.Throws<KafkaException>(() => PartitionCount.Of(Answer(code, 0)));

        Assert.Equal(code, failure.Error.Code);
    }

    [Fact]
    public void Count_WhenTheAnswerNamesNoPartition_FailsAndMayPass()
    {
        var unnamed = Assert.Throws<KafkaException>(() => PartitionCount.Of(null));
        var empty = Assert.Throws<KafkaException>(() => PartitionCount.Of(Answer(Confluent.Kafka.ErrorCode.NoError, 0)));

        Assert.True(KafkaErrors.IsTransient(unnamed.Error) && KafkaErrors.IsTransient(empty.Error));
    }

    private static TopicMetadata Answer(Confluent.Kafka.ErrorCode code, int partitions) =>
        new("t", [.. Enumerable.Range(0, partitions).Select(id => new PartitionMetadata(id, 0, [0], [0], new Error(Confluent.Kafka.ErrorCode.NoError)))], new Error(code));
}
