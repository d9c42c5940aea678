using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Processing;
using Platform.Hosting.Topics;

namespace Platform.Silo.Tests.Topics;

public sealed class FailedEventsOfTopicsTests
{
    [Fact]
    public void FailedEvents_OfEveryTopic_AreAsTheSettingsSay()
    {
        var options = new ProcessingOptions();

        options.TakeFailedEventsFrom(new TopicsSettings
        {
            PaymentsProcessed = new TopicSettings { FailedEvents = FailurePolicy.DeadLetter },
            UsersUpdated = new TopicSettings { FailedEvents = FailurePolicy.DeadLetter },
        });

        Assert.Equal(["payments.processed", "users.updated"], options.FailedEvents.Where(topic => topic.Value == FailurePolicy.DeadLetter).Select(topic => topic.Key).Order(StringComparer.Ordinal));
        Assert.Equal(8, options.FailedEvents.Count);
    }
}
