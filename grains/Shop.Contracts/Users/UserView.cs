using Platform.Events;

namespace Shop.Grains.Users;

/// <summary>A user, as it is read.</summary>
[GenerateSerializer, Immutable, Alias("platform.user-view")]
public sealed record UserView
{
    /// <summary>The user's id.</summary>
    [Id(0)]
    public required string UserId { get; init; }

    /// <summary>The e-mail address, or null until an event has it.</summary>
    [Id(1)]
    public string? Email { get; init; }

    /// <summary>The name, or null until an event has it.</summary>
    [Id(2)]
    public string? Name { get; init; }

    /// <summary>How many orders were created.</summary>
    [Id(3)]
    public required long Orders { get; init; }

    /// <summary>How many orders were cancelled.</summary>
    [Id(4)]
    public required long Cancelled { get; init; }

    /// <summary>The sum of all payments.</summary>
    [Id(5)]
    public required MoneySum Spent { get; init; }

    /// <summary>The sum of the amounts the orders were created with.</summary>
    [Id(6)]
    public required MoneySum Ordered { get; init; }
}
