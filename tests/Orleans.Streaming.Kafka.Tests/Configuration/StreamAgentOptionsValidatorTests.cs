using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;

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
    public void TheAgentsBatchSize_IsThatOfTopicsWithoutTheirOwn_AndTheAgentsIsOne()
    {
        var (default_, own) = (new KafkaStreamTopicOptions(), new KafkaStreamTopicOptions { BatchCountMax = 7 });
        IPostConfigureOptions<StreamPullingAgentOptions> batches = new StreamAgentBatches("streams", [Keyed(), Streams(default_), Streams(own)]);
        var (agent, other) = (new StreamPullingAgentOptions { BatchContainerBatchSize = 20 }, new StreamPullingAgentOptions { BatchContainerBatchSize = 30 });

        batches.PostConfigure("streams", agent);
        batches.PostConfigure("others", other);

        Assert.Equal((20, 7), (default_.BatchCountMax, own.BatchCountMax));
        Assert.Equal((1, 30), (agent.BatchContainerBatchSize, other.BatchContainerBatchSize));
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, false, false)]
    [InlineData(true, true, false)]
    public void AFilter_OnATopicWithoutDecoder_IsWarnedOf_NamingTopicAndFilter(bool hasFilter, bool isDecoded, bool isWarned)
    {
        using var log = new CapturedLog();

        Create(new StreamPullingAgentOptions(), Streams(new KafkaStreamTopicOptions()) with { DecoderOf = isDecoded ? static _ => new JsonRecordDecoder<string>() : null }, hasFilter, log).ValidateConfiguration();

        Assert.Equal(isWarned, log.All.Any(l => l.Contains("\"notifications\"", StringComparison.Ordinal) && l.Contains(nameof(StartsWithFilter), StringComparison.Ordinal) && l.Contains("byte[]", StringComparison.Ordinal)));
        Assert.DoesNotContain(log.All, l => l.Contains("\"orders\"", StringComparison.Ordinal));
    }

    [Fact]
    public void AgentsThatForgetAtOnce_AreRejected()
    {
        var forgetful = Create(new StreamPullingAgentOptions { StreamInactivityPeriod = TimeSpan.FromSeconds(2) }, 1, hasFilter: false);
        var right = Create(new StreamPullingAgentOptions { StreamInactivityPeriod = TimeSpan.FromSeconds(3) }, 1, hasFilter: false);

        Assert.Contains("StreamInactivityPeriod", Assert.Throws<OrleansConfigurationException>(forgetful.ValidateConfiguration).Message, StringComparison.Ordinal);
        right.ValidateConfiguration();
    }

    private static StreamAgentOptionsValidator Create(StreamPullingAgentOptions agent, int batchCountMax, bool hasFilter)
    {
        using var log = new CapturedLog();
        return Create(agent, Streams(new KafkaStreamTopicOptions { BatchCountMax = batchCountMax }), hasFilter, log);
    }

    private static StreamAgentOptionsValidator Create(StreamPullingAgentOptions agent, KafkaTopicRoute stream, bool hasFilter, CapturedLog log) => new(
        "streams",
        agent,
        [Keyed(), stream],
        hasFilter ? new StartsWithFilter() : null,
        new RawBytesDecoder(),
        log.For<StreamAgentOptionsValidator>());

    private static KafkaTopicRoute Keyed() => new("orders", static e => e.Key, static (_, _) => throw new NotSupportedException(), Start: null);

    private static KafkaTopicRoute Streams(KafkaStreamTopicOptions options) => Keyed() with { Topic = "notifications", Stream = options };
}
