using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Hosting;
using Platform.Hosting.Streams;

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

    [Fact]
    public void Options_OfEachGroup_HaveItsPolicyAndTheSettingsNames()
    {
        var kafka = new KafkaSettings
        {
            Groups = new KafkaGroupsSettings { Analytics = new KafkaGroupSettings { GroupId = "analytics", OutOfRange = GroupOutOfRange.Latest } },
        };
        using var host = new HostBuilder()
            .UseOrleans(silo => silo
                .UsePlatformCluster(new ClusterSettings(), new IPEndPoint(IPAddress.Loopback, 11111), TimeSpan.FromSeconds(30))
                .AddPlatformStreams(kafka, new KafkaConnection { BootstrapServers = "127.0.0.1:1" }, allowFewerReplicas: true))
            .Build();
        var options = host.Services.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>();

        Assert.Equal(
            [OutOfRangePolicy.Fail, OutOfRangePolicy.Fail, OutOfRangePolicy.Latest, OutOfRangePolicy.Earliest],
            new[] { "orders", "users", "analytics", "notifications" }.Select(group => options.Get(group).OutOfRange));
        Assert.Equal("Platform:Kafka:Groups:OrderProcessor:OutOfRange", options.Get("orders").SettingNames["OutOfRange"]);
        Assert.Equal("Platform:Kafka:Groups:Notifications:OutOfRange", options.Get("notifications").SettingNames["OutOfRange"]);
        Assert.Equal("Platform:Topics:AllowFewerReplicas", options.Get("users").SettingNames["AllowFewerReplicas"]);
    }
}
