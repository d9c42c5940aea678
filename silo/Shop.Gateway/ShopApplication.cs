using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Events;
using Platform.Hosting;
using Shop.Events;
using Shop.Events.Users;
using Shop.Gateway.Analytics;
using Shop.Gateway.OpenApi;
using Shop.Gateway.Orders;
using Shop.Gateway.Settings;
using Shop.Gateway.Users;
using Shop.Grains.Analytics;
using Shop.Grains.Notifications;
using Shop.Grains.Orders;
using Shop.Grains.Users;

namespace Shop.Gateway;

/// <summary>The shop: its events, its groups and its routes, for the silo and for the gateway alike.</summary>
public static class ShopApplication
{
    private static readonly string[] OrderTopics = [Topics.OrdersCreated, Topics.OrdersUpdated, Topics.OrdersCancelled, Topics.PaymentsProcessed];

    /// <summary>Declares it.</summary>
    /// <param name="platform">The builder.</param>
    /// <returns>The settings of what only the silo runs.</returns>
    public static ShopSettings DeclareShop(this PlatformBuilder platform)
    {
        ArgumentNullException.ThrowIfNull(platform);
        platform.AddEvents(ShopEvents.Declare);
        var email = platform.AddSettings("Email", section => ReadEmail(platform, section));
        AddGroups(platform, email);
        AddRoutes(platform);
        var demo = platform.AddSettings("Demo", section => DemoSettings.Read(section, mayRun: platform.Role == PlatformRole.Gateway || platform.Settings.Kafka.IsEmbedded));
        return new ShopSettings(email, RunsDemo: demo.Enabled ?? platform.Settings.Kafka.IsEmbedded);
    }

    private static EmailSettings ReadEmail(PlatformBuilder platform, SettingsSection section)
    {
        var email = EmailSettings.Read(section);
        if (platform.Role == PlatformRole.Silo)
        {
            EmailRules.Check(email, section, platform.Environment.IsDevelopment());
        }

        return email;
    }

    private static void AddGroups(PlatformBuilder platform, EmailSettings email) => platform
        .AddGroup("orders", group => group
            .WithGroupId("order-processor").WasConfiguredAt("Kafka:Groups:OrderProcessor").Configure(BeginAtTheEnd)
            .Deliver<IOrderGrain>(OrderTopics))
        .AddGroup("users", group => group
            .WithGroupId("user-processor").WasConfiguredAt("Kafka:Groups:UserProcessor").Configure(BeginAtTheEnd)
            .Deliver<IUserGrain>(Topics.UsersRegistered, Topics.UsersUpdated, Topics.UsersOrderActivity)

            // Order grains publish it: what they published before this group first ran belongs to the users' sums.
            .StartAt(Topics.UsersOrderActivity, KafkaStart.Earliest))
        .AddGroup("analytics", group => group
            .WasConfiguredAt("Kafka:Groups:Analytics").Configure(BeginAtTheEnd)
            .DeliverByRecord<IOrderAnalyticsGrain>(ShardOf, Topics.UsersOrderActivity)

            // Order grains publish it, as for the users.
            .StartAt(Topics.UsersOrderActivity, KafkaStart.Earliest))
        .AddGroup("notifications", group => group
            .WasConfiguredAt("Kafka:Groups:Notifications")
            .Configure(options => BeginAtTheStart(options, email))
            .Deliver<INotificationGrain>(Topics.Notifications));

    // An order's events count once however often and wherever they come again: what reaches analytics is what the order made of them.
    private static string? ShardOf(ReceivedEvent received) =>
        received.Value is Event { Payload: UserOrderActivity activity } @event ? AnalyticsShard.KeyOf(@event.Timestamp, activity.OrderId) : null;

    private static void BeginAtTheEnd(KafkaStreamOptions options) => options.Start = KafkaStart.Latest;

    // A mail takes as long as its server does. Calls of one mail, and no more of them than have a connection soon, end within their time:
    // else a server that is slow would look like one that is away.
    private static void BeginAtTheStart(KafkaStreamOptions options, EmailSettings email)
    {
        options.OutOfRange = OutOfRangePolicy.Earliest;
        if (email.Provider == EmailProvider.Smtp)
        {
            (options.EntitiesInFlightMax, options.BatchCountMax) = (email.ConnectionsMax, 1);
        }
    }

    private static void AddRoutes(PlatformBuilder platform)
    {
        platform.ApiTitle = "Shop";
        platform.ApiDescription = "Orders and users over events: a write is accepted once Kafka has it (202) and takes effect a moment later; a read returns what is durable. Every error is an RFC 9457 problem.";
        platform.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.Converters.Add(new MoneySumJson()));
        platform.Services.AddOpenApi(SumSchema.DocumentName, options => options.AddSchemaTransformer(SumSchema.Describe));
        platform.Map(Map);
    }

    private static void Map(WebApplication app)
    {
        app.MapPost("/orders", PlaceOrder.HandleAsync).Describe(OrderDescriptions.Place);
        app.MapPost("/orders/{id}/cancel", CancelOrder.HandleAsync).Describe(OrderDescriptions.Cancel);
        app.MapGet("/orders/{id}", GetOrder.HandleAsync).Describe(OrderDescriptions.Get);
        app.MapGet("/users/{id}", GetUser.HandleAsync).Describe(UserDescriptions.Get);
        app.MapGet("/users/{id}/orders", GetUserOrders.HandleAsync).Describe(UserDescriptions.GetOrders);
        app.MapGet("/analytics/orders", GetOrderAnalytics.HandleAsync).RequireScope(ShopScopes.ReadOrders).Describe(AnalyticsDescriptions.Get);
    }
}
