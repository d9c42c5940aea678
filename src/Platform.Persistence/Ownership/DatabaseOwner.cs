namespace Platform.Persistence.Ownership;

/// <summary>The cluster that a database belongs to.</summary>
/// <param name="ServiceId">The service's id: the states' rows bear it.</param>
/// <param name="ClusterId">The cluster's id.</param>
internal sealed record DatabaseOwner(string ServiceId, string ClusterId)
{
    /// <summary>For people.</summary>
    public override string ToString() => $"cluster '{ClusterId}' of service '{ServiceId}'";
}
