namespace Shop.Events.Users;

/// <summary><c>user.updated</c>: what is null did not change.</summary>
[GenerateSerializer, Immutable, Alias("platform.user-updated")]
public sealed record UserUpdated : EventPayload
{
    /// <summary>The user's id.</summary>
    [Id(0)]
    public required string UserId { get; init; }

    /// <summary>The new e-mail address, or null.</summary>
    [Id(1)]
    public string? Email { get; init; }

    /// <summary>The new name, or null.</summary>
    [Id(2)]
    public string? Name { get; init; }
}
