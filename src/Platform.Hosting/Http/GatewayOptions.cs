using System.ComponentModel.DataAnnotations;

namespace Platform.Hosting;

/// <summary>The limits of HTTP requests.</summary>
public sealed class GatewayOptions
{
    /// <summary>How long a read waits for a grain before the answer is 503. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long Kafka may take to acknowledge an event before the answer is 503. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many grains one request calls at once. Default 32.</summary>
    [Range(1, 1_000)]
    public int ConcurrentReadsMax { get; set; } = 32;

    /// <summary>The largest request body, in bytes; a larger one is answered with 413. Default 900,000.</summary>
    [Range(1, RecordBytesMax)]
    public int BodyBytesMax { get; set; } = 900_000;

    /// <summary>
    /// The largest record, in bytes: key, value and headers. Brokers take 1,048,588 bytes by default and librdkafka
    /// 1,000,000; the rest is room for a batch's own bytes. A body within <see cref="BodyBytesMax"/> may still be larger once it is
    /// encoded as an event.
    /// </summary>
    internal const int RecordBytesMax = 950_000;
}
