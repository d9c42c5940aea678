using System.ComponentModel.DataAnnotations;

namespace Shop.Gateway.Analytics;

/// <summary>How analytics are read.</summary>
public sealed class AnalyticsOptions
{
    /// <summary>How long a topic's number of partitions is remembered. Default 1 minute, up to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan PartitionCountAge { get; set; } = TimeSpan.FromMinutes(1);
}
