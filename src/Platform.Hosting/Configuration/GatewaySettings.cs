namespace Platform.Configuration;

/// <summary><c>Platform:Gateway</c>.</summary>
public sealed record GatewaySettings
{
    /// <summary>Whether the silo serves the application's HTTP routes. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How many requests one caller may make a second. Null for what the application says, else 1,000.</summary>
    public int? RequestsPerSecondMax { get; init; }

    /// <summary>How many requests of one caller are worked on at once. Null for what the application says, else 64.</summary>
    public int? CallerRequestsMax { get; init; }

    /// <summary>How many requests are worked on at once. Null for what the application says, else 256.</summary>
    public int? RequestsMax { get; init; }

    /// <summary>How many days an idempotency key is remembered after its request was answered, 1–3,650; a repeat that comes later is a new request. Default 7. Silos forget them.</summary>
    public int IdempotencyKeyDays { get; init; } = 7;
}
