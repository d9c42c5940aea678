namespace Platform.Hosting.Membership;

/// <summary>The store of a cluster's members can't be used.</summary>
/// <param name="message">What is wrong, without secrets.</param>
/// <param name="isTransient">Whether it may pass by itself.</param>
/// <param name="innerException">The cause.</param>
internal sealed class MembershipStoreException(string message, bool isTransient, Exception innerException) : Exception(message, innerException)
{
    /// <summary>Whether it may pass by itself, as for a server that is away.</summary>
    public bool IsTransient { get; } = isTransient;
}
