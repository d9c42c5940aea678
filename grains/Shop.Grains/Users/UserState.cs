using Platform.Events;

namespace Shop.Grains.Users;

/// <summary>A user, from the first event that names it.</summary>
[GenerateSerializer, Immutable, Alias("platform.user-state")]
internal sealed record UserState
{
    /// <summary>How many orders are listed; the counts and sums cover all.</summary>
    public const int ListedOrdersMax = 1_000;

    /// <summary>A user that only its id is known of.</summary>
    public static UserState Unknown { get; } = new();

    /// <summary>Whether the user has registered.</summary>
    [Id(0)]
    public bool IsRegistered { get; init; }

    /// <summary>The e-mail address.</summary>
    [Id(1)]
    public ProfileField Email { get; init; }

    /// <summary>The name.</summary>
    [Id(2)]
    public ProfileField Name { get; init; }

    /// <summary>How many orders were created.</summary>
    [Id(3)]
    public long Orders { get; init; }

    /// <summary>How many orders were cancelled.</summary>
    [Id(4)]
    public long Cancelled { get; init; }

    /// <summary>The sum of all payments.</summary>
    [Id(5)]
    public MoneySum Spent { get; init; }

    /// <summary>The sum of the amounts the orders were created with.</summary>
    [Id(6)]
    public MoneySum Ordered { get; init; }

    /// <summary>The last orders, oldest first, at most <see cref="ListedOrdersMax"/>.</summary>
    [Id(7)]
    public ListedOrder[] Listed { get; init; } = [];

    /// <summary>How many orders have left the list: the number of the first one in it.</summary>
    [Id(8)]
    public long Unlisted { get; init; }
}
