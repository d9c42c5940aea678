using Platform.Configuration;
using Platform.Silo.Streams;

namespace Platform.Silo.Tests.Streams;

public sealed class ConsumerGroupsTests
{
    [Fact]
    public void Groups_ByDefault_ReadTheirTopics()
    {
        var groups = ConsumerGroups.Enabled(new KafkaGroupsSettings());

        Assert.Equal(
            [
                "orders as order-processor: orders.created orders.updated orders.cancelled payments.processed",
                "users as user-processor: users.registered users.updated users.order-activity",
                "analytics as analytics: orders.created orders.updated orders.cancelled payments.processed",
                "notifications as notifications: notifications",
            ],
            groups.Select(group => $"{group.Provider} as {group.Settings.GroupId}: {string.Join(' ', group.Topics)}"));
    }

    [Fact]
    public void Group_ThatIsSwitchedOff_DoesNotRun()
    {
        var groups = ConsumerGroups.Enabled(new KafkaGroupsSettings { Analytics = new KafkaGroupSettings { GroupId = "analytics", Enabled = false } });

        Assert.DoesNotContain(groups, group => group.Provider == "analytics");
    }
}
