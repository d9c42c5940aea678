using Orleans.Configuration;

namespace Orleans.Streaming.Kafka;

/// <summary>Compares how soon the cluster finds a silo dead with how soon the consumer group gives its partitions away. Pure.</summary>
internal static class MembershipTimings
{
    /// <summary>What is wrong and what would be right; null where nothing is.</summary>
    /// <param name="options">After how long a silent member's partitions are another's.</param>
    /// <param name="membership">The cluster's settings.</param>
    public static string? Warning(KafkaStreamOptions options, ClusterMembershipOptions membership)
    {
        var death = membership.ProbeTimeout * membership.NumMissedProbesLimit;
        var (setting, sessionTimeout) = (options.SettingOf(nameof(KafkaStreamOptions.SessionTimeout)), options.SessionTimeout);
        return membership.LivenessEnabled && death < sessionTimeout
            ? null
            : $"a dead silo is found after {Death(membership, death)}, its partitions are another silo's after {setting} = {sessionTimeout}: the new owner would call grains on the dead one meanwhile. Raise {setting}, or lower {nameof(ClusterMembershipOptions.ProbeTimeout)} of Orleans' {nameof(ClusterMembershipOptions)}, so that the first is less than the second";
    }

    private static string Death(ClusterMembershipOptions membership, TimeSpan death) => membership.LivenessEnabled
        ? $"{nameof(ClusterMembershipOptions.ProbeTimeout)} × {nameof(ClusterMembershipOptions.NumMissedProbesLimit)} = {membership.ProbeTimeout} × {membership.NumMissedProbesLimit} = {death}"
        : $"no time at all ({nameof(ClusterMembershipOptions.LivenessEnabled)} is false)";
}
