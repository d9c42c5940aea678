namespace Platform.Chaos;

/// <summary>An order as a silo answers it.</summary>
internal sealed record ObservedOrder(string Status, decimal Amount, decimal Paid, long Events);

/// <summary>A user as a silo answers it.</summary>
internal sealed record ObservedUser(long Orders, long Cancelled, decimal Spent);

/// <summary>A record of an output topic, in the order of its partition.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="Order">The order.</param>
/// <param name="What">created, paid or cancelled.</param>
/// <param name="Amount">The amount; null in a notification.</param>
/// <param name="Payload">The payload as it was written.</param>
internal sealed record ObservedOutput(string Id, string Order, string What, decimal? Amount, string Payload);

/// <summary>A dead letter.</summary>
/// <param name="Topic">The topic its record came from.</param>
/// <param name="Key">Its key.</param>
/// <param name="Error">Why.</param>
internal sealed record ObservedDeadLetter(string Topic, string Key, string Error);

/// <summary>What is there once everything has settled, all of it read from outside.</summary>
internal sealed record Observed
{
    /// <summary>What each silo answers for the orders that it was queried for; null where it answered nothing.</summary>
    public required IReadOnlyList<(int Silo, IReadOnlyDictionary<string, ObservedOrder?> Orders)> Orders { get; init; }

    /// <summary>What one silo answers for the users.</summary>
    public required IReadOnlyDictionary<string, ObservedUser?> Users { get; init; }

    /// <summary>The records of <c>users.order-activity</c>.</summary>
    public required IReadOnlyList<ObservedOutput> Activity { get; init; }

    /// <summary>The records of <c>notifications</c>.</summary>
    public required IReadOnlyList<ObservedOutput> Notifications { get; init; }

    /// <summary>The dead letters of all topics.</summary>
    public required IReadOnlyList<ObservedDeadLetter> DeadLetters { get; init; }

    /// <summary>Partitions whose group has not committed their end: which, and how far.</summary>
    public required IReadOnlyList<string> Uncommitted { get; init; }

    /// <summary>Entities in quarantine.</summary>
    public required IReadOnlyList<string> Quarantined { get; init; }

    /// <summary>Rows of orders in the database.</summary>
    public required long OrderRows { get; init; }
}
