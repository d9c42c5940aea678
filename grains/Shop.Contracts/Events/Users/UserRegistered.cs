namespace Shop.Events.Users;

/// <summary><c>user.registered</c>.</summary>
[GenerateSerializer, Immutable, Alias("platform.user-registered")]
public sealed record UserRegistered : EventPayload
{
    /// <summary>The user's id.</summary>
    [Id(0)]
    public required string UserId { get; init; }

    /// <summary>The e-mail address, or null.</summary>
    [Id(1)]
    public string? Email { get; init; }

    /// <summary>The name, or null.</summary>
    [Id(2)]
    public string? Name { get; init; }
}
