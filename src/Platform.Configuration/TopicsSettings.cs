namespace Platform.Configuration;

/// <summary><c>Platform:Topics</c>.</summary>
public sealed record TopicsSettings
{
    /// <summary>The topics file, absolute or relative to the working directory; null for the one that is shipped.</summary>
    public string? File { get; init; }

    /// <summary>Create missing topics with as many replicas as there are brokers. Default: in Development only.</summary>
    public bool? AllowFewerReplicas { get; init; }

    /// <summary><c>orders.created</c>.</summary>
    public TopicSettings OrdersCreated { get; init; } = new();

    /// <summary><c>orders.updated</c>.</summary>
    public TopicSettings OrdersUpdated { get; init; } = new();

    /// <summary><c>orders.cancelled</c>.</summary>
    public TopicSettings OrdersCancelled { get; init; } = new();

    /// <summary><c>payments.processed</c>.</summary>
    public TopicSettings PaymentsProcessed { get; init; } = new();

    /// <summary><c>users.registered</c>.</summary>
    public TopicSettings UsersRegistered { get; init; } = new();

    /// <summary><c>users.updated</c>.</summary>
    public TopicSettings UsersUpdated { get; init; } = new();

    /// <summary><c>users.order-activity</c>.</summary>
    public TopicSettings UsersOrderActivity { get; init; } = new();

    /// <summary><c>notifications</c>.</summary>
    public TopicSettings Notifications { get; init; } = new();

    /// <summary>Every topic with its name in Kafka.</summary>
    public IReadOnlyList<(string Topic, TopicSettings Settings)> All =>
    [
        (Events.Topics.OrdersCreated, OrdersCreated),
        (Events.Topics.OrdersUpdated, OrdersUpdated),
        (Events.Topics.OrdersCancelled, OrdersCancelled),
        (Events.Topics.PaymentsProcessed, PaymentsProcessed),
        (Events.Topics.UsersRegistered, UsersRegistered),
        (Events.Topics.UsersUpdated, UsersUpdated),
        (Events.Topics.UsersOrderActivity, UsersOrderActivity),
        (Events.Topics.Notifications, Notifications),
    ];

    /// <summary>Whether topics may get fewer replicas than declared: <see cref="AllowFewerReplicas"/> or its default.</summary>
    /// <param name="isDevelopment">Whether the environment is Development.</param>
    public bool AllowsFewerReplicas(bool isDevelopment) => AllowFewerReplicas ?? isDevelopment;
}
