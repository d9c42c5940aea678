namespace Orleans.Streaming.Kafka;

/// <summary>Which failure policies delivery takes; quarantine belongs to the entity itself.</summary>
internal static class FailurePolicies
{
    private static readonly FailurePolicy[] All = [FailurePolicy.DeadLetter, FailurePolicy.RetryForever, FailurePolicy.Halt];

    /// <summary>Their names, for an error.</summary>
    public static string Names { get; } = string.Join(" or ", All);

    public static bool Takes(FailurePolicy policy) => All.Contains(policy);
}
