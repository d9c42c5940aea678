using Orleans.Configuration;

namespace Orleans.Streaming.Kafka.Tests.Configuration;

public sealed class StreamAgentOptionsValidatorTests
{
    [Theory]
    [InlineData(1, true, true)]
    [InlineData(2, false, true)]
    [InlineData(2, true, false)]
    public void AFilter_WithBatches_IsRejected_NamingTopicAndSetting(int batchCountMax, bool hasFilter, bool isAllowed)
    {
        var validator = Create(new StreamPullingAgentOptions(), batchCountMax, hasFilter);

        var problem = Record.Exception(validator.ValidateConfiguration);

        if (isAllowed)
        {
            Assert.Null(problem);
            return;
        }

        var message = Assert.IsType<OrleansConfigurationException>(problem).Message;
        Assert.Contains("\"streams\"", message, StringComparison.Ordinal);
        Assert.Contains("\"notifications\"", message, StringComparison.Ordinal);
        Assert.Contains(nameof(KafkaStreamTopicOptions.BatchCountMax), message, StringComparison.Ordinal);
    }

    [Fact]
    public void AgentsThatBatch_OrForgetAtOnce_AreRejected()
    {
        var batching = Create(new StreamPullingAgentOptions { BatchContainerBatchSize = 2 }, 1, hasFilter: false);
        var forgetful = Create(new StreamPullingAgentOptions { StreamInactivityPeriod = TimeSpan.FromSeconds(2) }, 1, hasFilter: false);

        Assert.Contains("BatchContainerBatchSize", Assert.Throws<OrleansConfigurationException>(batching.ValidateConfiguration).Message, StringComparison.Ordinal);
        Assert.Contains("StreamInactivityPeriod", Assert.Throws<OrleansConfigurationException>(forgetful.ValidateConfiguration).Message, StringComparison.Ordinal);
    }

    private static StreamAgentOptionsValidator Create(StreamPullingAgentOptions agent, int batchCountMax, bool hasFilter) => new(
        "streams",
        agent,
        [
            new KafkaTopicRoute("orders", static e => e.Key, static (_, _) => throw new NotSupportedException(), Start: null),
            new KafkaTopicRoute("notifications", static e => e.Key, static (_, _) => throw new NotSupportedException(), Start: null)
            {
                Stream = new KafkaStreamTopicOptions { BatchCountMax = batchCountMax },
            },
        ],
        hasFilter);
}
