using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Events;
using Shop.Grains.Analytics;
using Shop.Grains.Notifications;
using Shop.Grains.Orders;
using Shop.Grains.Users;
using Names = Platform.Events.Topics;

namespace Platform.Silo.Streams;

/// <summary>Which group reads what, and where it goes.</summary>
internal static class ConsumerGroups
{
    private static readonly string[] OrderTopics = [Names.OrdersCreated, Names.OrdersUpdated, Names.OrdersCancelled, Names.PaymentsProcessed];
    private static readonly string[] UserTopics = [Names.UsersRegistered, Names.UsersUpdated, Names.UsersOrderActivity];
    private static readonly string[] NotificationTopics = [Names.Notifications];

    /// <summary>Every topic that some group reads, whether it runs or not: what one that is switched off reads is written all the same.</summary>
    public static IReadOnlyList<string> Topics { get; } = [.. OrderTopics, .. UserTopics, .. NotificationTopics];

    /// <summary>The groups that run.</summary>
    /// <param name="groups">The settings.</param>
    public static IReadOnlyList<ConsumerGroup> Enabled(KafkaGroupsSettings groups) => [.. All(groups).Where(group => group.Settings.Enabled)];

    private static IEnumerable<ConsumerGroup> All(KafkaGroupsSettings groups) =>
    [
        new("orders", groups.OrderProcessor, OrderTopics, (_, topic) => topic.DeliverTo<IOrderGrain>(OrderOf)) { Setting = nameof(groups.OrderProcessor), Decode = ForOrders },
        new("users", groups.UserProcessor, UserTopics, DeliverToUsers) { Setting = nameof(groups.UserProcessor), Decode = ForUsers },
        new("analytics", groups.Analytics, OrderTopics, (_, topic) => topic.DeliverTo<IOrderAnalyticsGrain>(ShardOf)) { Setting = nameof(groups.Analytics), Decode = ForSums },
        new("notifications", groups.Notifications, NotificationTopics, (_, topic) => topic.DeliverTo<INotificationGrain>(UserOf)) { Setting = nameof(groups.Notifications), Decode = ForUsers },
    ];

    private static void DeliverToUsers(string name, KafkaTopicBuilder topic)
    {
        topic.DeliverTo<IUserGrain>(UserOf);
        if (name == Names.UsersOrderActivity)
        {
            // Order grains publish it: what they put out before this group first ran belongs to the users' sums.
            topic.StartAt(KafkaStart.Earliest);
        }
    }

    private static string ShardOf(ReceivedEvent received) => AnalyticsShard.KeyOf(received.Position.Topic, received.Position.Partition);

    private static string OrderOf(ReceivedEvent received) => received.Value is UnreadableEvent unreadable ? unreadable.EntityId : EntityOf.Order((Event)received.Value);

    private static string UserOf(ReceivedEvent received) => received.Value is UnreadableEvent unreadable ? unreadable.EntityId : EntityOf.User((Event)received.Value);

    private static void ForOrders(KafkaStreamsBuilder streams) => streams.DecodeWith<OrderRecordDecoder>();

    private static void ForUsers(KafkaStreamsBuilder streams) => streams.DecodeWith<UserRecordDecoder>();

    private static void ForSums(KafkaStreamsBuilder streams) => streams.DecodeWith<EventRecordDecoder>();
}
