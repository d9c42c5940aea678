namespace Platform.Persistence.Ownership;

/// <summary>What a silo that opens a database says of whose it is. Pure.</summary>
/// <param name="Owner">The silo's cluster.</param>
/// <param name="TakeOverFrom">The id of the cluster that the database may be taken over from, or null.</param>
internal sealed record OwnerClaim(DatabaseOwner Owner, string? TakeOverFrom)
{
    /// <summary>The claim of a storage whose options name a cluster, else null: the owner is neither recorded nor compared.</summary>
    public static OwnerClaim? Of(string serviceId, GroupCommitStorageOptions options) =>
        options.ClusterId is { } clusterId ? new OwnerClaim(new DatabaseOwner(serviceId, clusterId), options.TakeOverFrom) : null;

    /// <summary>Whether the owner has to be recorded: there is none yet, or the database is taken over.</summary>
    /// <param name="found">The owner on record, or null.</param>
    /// <param name="description">What and where the database is.</param>
    /// <exception cref="PersistenceException">The database is another cluster's.</exception>
    public bool MustBeRecorded(DatabaseOwner? found, string description)
    {
        if (found is null || found == Owner)
        {
            return found is null;
        }

        if (found.ServiceId != Owner.ServiceId)
        {
            throw Rejected(found, description, $"Its states are found under service id '{found.ServiceId}' alone. Right is that service id, or a database of its own for this service.");
        }

        return found.ClusterId == TakeOverFrom
            ? true
            : throw Rejected(
                found,
                description,
                $"Two clusters on one database would each apply what the other has applied. Right is cluster id '{found.ClusterId}', or another database; once no silo of cluster '{found.ClusterId}' runs any more, this one may take the database over: {nameof(GroupCommitStorageOptions.TakeOverFrom)}={found.ClusterId}, set where the connection string is.");
    }

    private PersistenceException Rejected(DatabaseOwner found, string description, string right) =>
        new($"The {description} belongs to {found}; this silo is of {Owner}. {right}", isTransient: false);
}
