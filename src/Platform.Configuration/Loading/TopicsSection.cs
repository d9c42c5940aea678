using Orleans.Streaming.Kafka;

namespace Platform.Configuration.Loading;

/// <summary>Reads <c>Platform:Topics</c>.</summary>
internal static class TopicsSection
{
    public static TopicsSettings Read(SettingsSection section) => new()
    {
        File = section.Text("File"),
        AllowFewerReplicas = section.Switch("AllowFewerReplicas"),
        OrdersCreated = ReadTopic(section.Section("OrdersCreated")),
        OrdersUpdated = ReadTopic(section.Section("OrdersUpdated")),
        OrdersCancelled = ReadTopic(section.Section("OrdersCancelled")),
        PaymentsProcessed = ReadTopic(section.Section("PaymentsProcessed")),
        UsersRegistered = ReadTopic(section.Section("UsersRegistered")),
        UsersUpdated = ReadTopic(section.Section("UsersUpdated")),
        UsersOrderActivity = ReadTopic(section.Section("UsersOrderActivity")),
        Notifications = ReadTopic(section.Section("Notifications")),
    };

    private static TopicSettings ReadTopic(SettingsSection section) => new() { FailedEvents = section.Choice("FailedEvents", FailurePolicy.Quarantine, FailurePolicy.DeadLetter) ?? FailurePolicy.Quarantine };
}
