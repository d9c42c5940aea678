using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orleans.Streaming.Kafka;

/// <summary>Judges a group's health by what it commits. Remembers when each partition last moved. Thread-safe.</summary>
internal sealed class ProgressWatch(KafkaHealthOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Dictionary<(string Topic, int Partition), (long Committed, long MovedAt)> _seen = [];

    /// <summary>Judges one look at the group.</summary>
    /// <param name="status">What the group says of itself.</param>
    /// <param name="partitions">How far it is.</param>
    public HealthCheckResult Judge(IKafkaGroupStatus status, IReadOnlyCollection<PartitionProgress> partitions)
    {
        var now = time.GetTimestamp();
        var waiting = Waiting(partitions, now);
        var lag = partitions.Sum(partition => partition.Lag ?? 0);
        var unmeasured = partitions.Count(partition => partition.Lag is null);
        var longest = waiting.Count == 0 ? TimeSpan.Zero : waiting.Max(partition => partition.For);
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["group"] = status.GroupId,
            ["partitions"] = partitions.Count,
            ["lag"] = lag,
            ["unmeasured"] = unmeasured,
            ["longestWithoutCommit"] = longest.ToString(null, CultureInfo.InvariantCulture),
            ["lastCommit"] = status.LastCommit is { } at ? at.ToString("O", CultureInfo.InvariantCulture) : "none yet",
        };
        var detail = $"Group {status.GroupId}: {status.Detail}, lag {lag}{(unmeasured > 0 ? $" and that of {unmeasured} partitions not known yet" : "")}.";
        if (!status.IsReady)
        {
            return HealthCheckResult.Unhealthy(detail, data: data);
        }

        List<string> complaints = [];
        if (longest >= options.SlowAfter || longest >= options.StuckAfter)
        {
            var slowest = waiting.MaxBy(partition => partition.For);
            complaints.Add($"{slowest.Topic}[{slowest.Partition}] has {slowest.Lag} records above its committed offset and has committed nothing for {longest:c}");
        }

        if (status.Degraded is { } degraded)
        {
            complaints.Add(degraded);
        }

        if (lag > options.LagMax)
        {
            complaints.Add($"the lag of {lag} is above {options.LagMax}");
        }

        if (complaints.Count == 0)
        {
            return HealthCheckResult.Healthy(detail, data);
        }

        var complaint = $"Group {status.GroupId}: {string.Join("; ", complaints)}.";
        return longest >= options.StuckAfter ? HealthCheckResult.Unhealthy(complaint, data: data) : HealthCheckResult.Degraded(complaint, data: data);
    }

    private List<(string Topic, int Partition, long Lag, TimeSpan For)> Waiting(IReadOnlyCollection<PartitionProgress> partitions, long now)
    {
        lock (_gate)
        {
            var next = new Dictionary<(string Topic, int Partition), (long Committed, long MovedAt)>();
            var waiting = new List<(string Topic, int Partition, long Lag, TimeSpan For)>();
            foreach (var partition in partitions)
            {
                var key = (partition.Topic, partition.Partition);
                var stands = partition.Lag > 0 && _seen.TryGetValue(key, out var before) && before.Committed == partition.Committed ? before.MovedAt : now;
                next[key] = (partition.Committed, stands);
                if (partition.Lag is { } lag and > 0)
                {
                    waiting.Add((partition.Topic, partition.Partition, lag, time.GetElapsedTime(stands, now)));
                }
            }

            _seen = next;
            return waiting;
        }
    }
}
