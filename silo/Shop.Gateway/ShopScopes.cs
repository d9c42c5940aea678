namespace Shop.Gateway;

/// <summary>What services and operators may be allowed. A user reads and writes what is his own without any.</summary>
public static class ShopScopes
{
    /// <summary>Reads everybody's orders, and the figures.</summary>
    public const string ReadOrders = "orders:read";

    /// <summary>Places and cancels everybody's orders, and chooses their ids.</summary>
    public const string WriteOrders = "orders:write";

    /// <summary>Reads everybody's profile.</summary>
    public const string ReadUsers = "users:read";
}
