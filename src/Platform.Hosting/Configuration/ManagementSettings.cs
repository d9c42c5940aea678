namespace Platform.Configuration;

/// <summary><c>Platform:Management</c>.</summary>
public sealed record ManagementSettings
{
    /// <summary>
    /// An address of its own for <c>/admin</c>, <c>/dashboard</c>, <c>/metrics</c> and the details of readiness; who reaches it may use them.
    /// Null serves them with everything else, to who has the scope.
    /// </summary>
    public Uri? Url { get; init; }
}
