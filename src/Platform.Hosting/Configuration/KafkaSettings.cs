namespace Platform.Configuration;

/// <summary><c>Platform:Kafka</c>.</summary>
public sealed record KafkaSettings
{
    /// <summary><c>host:port</c>, comma-separated; empty for the embedded broker.</summary>
    public string BootstrapServers { get; init; } = "";

    /// <summary>The client id brokers see. Default <c>platform</c>.</summary>
    public string ClientId { get; init; } = "platform";

    /// <summary>How to reach the brokers.</summary>
    public KafkaSecuritySettings Security { get; init; } = new();

    /// <summary>After how long without a heartbeat a member is out. Null for the default: 30 s, 2 s on the embedded broker. A real broker refuses less than 6 s.</summary>
    public TimeSpan? SessionTimeout { get; init; }

    /// <summary>How often a member gives a sign of life. Null for the default: 3 s, 0.5 s on the embedded broker; at most a third of the session timeout.</summary>
    public TimeSpan? HeartbeatInterval { get; init; }

    /// <summary>How long a fetch waits for data at the broker. Null for the default: 100 ms, 5 ms on the embedded broker, which does not wake a waiting fetch.</summary>
    public TimeSpan? FetchWait { get; init; }

    /// <summary>Whether the embedded broker is used.</summary>
    public bool IsEmbedded => string.IsNullOrWhiteSpace(BootstrapServers);

    /// <summary>The session timeout that applies: <see cref="SessionTimeout"/> or its default.</summary>
    public TimeSpan EffectiveSessionTimeout => SessionTimeout ?? TimeSpan.FromSeconds(IsEmbedded ? 2 : 30);

    /// <summary>The heartbeat interval that applies: <see cref="HeartbeatInterval"/> or its default, lowered to a third of a short session timeout.</summary>
    public TimeSpan EffectiveHeartbeatInterval => HeartbeatInterval ?? Min(TimeSpan.FromSeconds(IsEmbedded ? 0.5 : 3), EffectiveSessionTimeout / 3);

    /// <summary>The fetch wait that applies: <see cref="FetchWait"/> or its default.</summary>
    public TimeSpan EffectiveFetchWait => FetchWait ?? TimeSpan.FromMilliseconds(IsEmbedded ? 5 : 100);

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
