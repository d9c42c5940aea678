namespace Shop.Events.Users;

/// <summary><c>what</c> of a <see cref="UserOrderActivity"/>, lower case on the wire.</summary>
[GenerateSerializer, Alias("platform.order-activity-kind")]
public enum OrderActivityKind
{
    /// <summary><c>created</c>.</summary>
    Created = 0,

    /// <summary><c>paid</c>.</summary>
    Paid = 1,

    /// <summary><c>cancelled</c>.</summary>
    Cancelled = 2,
}
