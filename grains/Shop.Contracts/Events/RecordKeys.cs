using Orleans.Streaming.Kafka;

namespace Shop.Events;

/// <summary>The ways to key a record. The key decides the partition and so what has an order; it does not name the entity.</summary>
public static class RecordKeys
{
    /// <summary>By the entity itself: all of one entity's records of a topic are in order.</summary>
    /// <param name="id">The entity's id.</param>
    /// <exception cref="ArgumentException">The id is none (see <see cref="EntityId"/>).</exception>
    public static string ByEntity(string id) => Checked(id, nameof(id));

    /// <summary>By the user: all records of one user's orders are in order.</summary>
    /// <param name="userId">The user's id.</param>
    /// <exception cref="ArgumentException">The id is none (see <see cref="EntityId"/>).</exception>
    public static string ByUser(string userId) => Checked(userId, nameof(userId));

    /// <summary>By user and order, <c>user:order</c>: in order per order, like <see cref="ByEntity"/>, and telling the user as well.</summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="orderId">The order's id.</param>
    /// <exception cref="ArgumentException">An id is none (see <see cref="EntityId"/>).</exception>
    public static string ByUserAndOrder(string userId, string orderId) =>
        $"{Checked(userId, nameof(userId))}:{Checked(orderId, nameof(orderId))}";

    private static string Checked(string id, string name) =>
        EntityId.Check(id) is { } error ? throw new ArgumentException($"{name} {error}.", name) : id;
}
