using System.ComponentModel.DataAnnotations;

namespace Orleans.Streaming.Kafka;

/// <summary>When a provider's health check complains.</summary>
public sealed class KafkaHealthOptions
{
    /// <summary>Degraded when a partition that has records has committed nothing for this long. Default 1 min; 1 s–1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SlowAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Unhealthy when a partition that has records has committed nothing for this long. Default 5 min; 1 s–1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Degraded when this silo's partitions hold more records above their committed offsets than this, or null for no limit. Default null.</summary>
    [Range(0, long.MaxValue)]
    public long? LagMax { get; set; }
}
