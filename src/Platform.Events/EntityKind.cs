namespace Platform.Events;

/// <summary>The kinds of entity an event may belong to.</summary>
public enum EntityKind
{
    /// <summary>An order, named by <c>orderId</c>.</summary>
    Order = 0,

    /// <summary>A user, named by <c>userId</c>.</summary>
    User = 1,
}
