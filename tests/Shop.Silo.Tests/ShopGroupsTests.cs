using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Hosting;
using Platform.Hosting.Membership;
using Platform.Hosting.Streams;

namespace Shop.Silo.Tests;

/// <summary>The shop's groups and topics as they are declared.</summary>
public sealed class ShopGroupsTests
{
    private static readonly string[] Names = ["orders", "users", "analytics", "notifications"];

    [Fact]
    public void Groups_ByDefault_ReadTheirTopics()
    {
        Assert.Equal(
            [
                "orders as order-processor: orders.created orders.updated orders.cancelled payments.processed",
                "users as user-processor: users.registered users.updated users.order-activity",
                "analytics as analytics: users.order-activity",
                "notifications as notifications: notifications",
            ],
            Application.Check().Groups.Select(group => $"{group.Name} as {group.GroupId}: {string.Join(' ', group.Topics)}"));
    }

    [Fact]
    public void Options_OfEachGroup_AreItsStartAndItsPolicy()
    {
        using var host = Build(Application.Check(("Groups:analytics:OutOfRange", "Latest")));

        Assert.Equal(
            [(KafkaStart.Latest, OutOfRangePolicy.Fail), (KafkaStart.Latest, OutOfRangePolicy.Fail), (KafkaStart.Latest, OutOfRangePolicy.Latest), (KafkaStart.Earliest, OutOfRangePolicy.Earliest)],
            Names.Select(name => host.Services.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>().Get(name)).Select(options => (options.Start, options.OutOfRange)));
    }

    [Fact]
    public void Notifications_WhenAMailServerTakesThem_AreCallsOfOneMail()
    {
        using var host = Build(Application.Check(("Email:Provider", "Smtp"), ("Email:Host", "mail.example.org"), ("Email:ConnectionsMax", "3")));

        var options = host.Services.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>().Get("notifications");

        Assert.Equal((3, 1), (options.EntitiesInFlightMax, options.BatchCountMax));
    }

    [Theory]
    [InlineData("OrderProcessor", "orders")]
    [InlineData("UserProcessor", "users")]
    [InlineData("Analytics", "analytics")]
    [InlineData("Notifications", "notifications")]
    public void Settings_OfAGroup_AreRefusedWhereTheyWereWithTheirNewName(string was, string name)
    {
        var problem = Assert.Single(Application.Refusal(($"Kafka:Groups:{was}:Enabled", "false")).Problems);

        Assert.StartsWith($"Platform:Kafka:Groups:{was}:Enabled = 'false'", problem, StringComparison.Ordinal);
        Assert.Contains($"This setting is Platform:Groups:{name}:Enabled now (environment: Platform__Groups__{name}__Enabled).", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OrdersCreated", "orders.created")]
    [InlineData("OrdersUpdated", "orders.updated")]
    [InlineData("OrdersCancelled", "orders.cancelled")]
    [InlineData("PaymentsProcessed", "payments.processed")]
    [InlineData("UsersRegistered", "users.registered")]
    [InlineData("UsersUpdated", "users.updated")]
    [InlineData("UsersOrderActivity", "users.order-activity")]
    [InlineData("Notifications", "notifications")]
    public void FailedEvents_OfOneTopic_AreReadByItsName(string name, string topic)
    {
        var declared = Application.Check(($"Topics:{name}:FailedEvents", "dead-letter"));

        Assert.Equal([KeyValuePair.Create(topic, FailurePolicy.DeadLetter)], declared.FailedEvents);
        Assert.Equal(8, declared.Events.Topics.Count);
    }

    private static IHost Build(Declarations declarations) => new HostBuilder()
        .UseOrleans(silo => silo
            .UsePlatformCluster(new ClusterSettings(), new LocalMembership(new PlatformSettings(), _ => false), IPAddress.Loopback, TimeSpan.FromSeconds(30))
            .AddPlatformStreams(declarations, new KafkaSettings(), new KafkaConnection { BootstrapServers = "127.0.0.1:1" }, allowFewerReplicas: true))
        .Build();
}
