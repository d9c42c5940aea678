namespace Orleans.Streaming.Kafka;

/// <summary>
/// How long a member may trust its assignment. Under KIP-848 the client goes on fetching while its coordinator can't be
/// reached, though the group may have given its partitions away; an accepted commit proves that it has not. Pure.
/// </summary>
internal sealed class MembershipLease(TimeSpan duration, TimeProvider time)
{
    private const int ProofsPerDuration = 4;

    private long _provenAt = time.GetTimestamp();

    /// <summary>No proof for so long that the partitions may be another's.</summary>
    public bool HasExpired => time.GetElapsedTime(_provenAt) > duration;

    /// <summary>Time to request a proof, several times before it is too late.</summary>
    public bool IsDue => time.GetElapsedTime(_provenAt) > ProofAfter(duration);

    /// <summary>After how long without a proof one is requested.</summary>
    public static TimeSpan ProofAfter(TimeSpan duration) => duration / ProofsPerDuration;

    /// <summary>The coordinator took us for a member at that moment, by <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public void ProvenAt(long timestamp) => _provenAt = Math.Max(_provenAt, timestamp);
}
