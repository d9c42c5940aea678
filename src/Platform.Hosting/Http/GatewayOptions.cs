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

    /// <summary>How many requests one caller may make a second, on average and at once; more are answered with 429. Default 1,000; <c>Platform:Gateway:RequestsPerSecondMax</c>.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecondMax { get; set; } = 1_000;

    /// <summary>How many requests of one caller are worked on at once; as many wait, and more are answered with 429. Default 64; <c>Platform:Gateway:CallerRequestsMax</c>.</summary>
    [Range(1, 100_000)]
    public int CallerRequestsMax { get; set; } = 64;

    /// <summary>How many requests are worked on at once, of all callers; as many wait, and more are answered with 429. Default 256; <c>Platform:Gateway:RequestsMax</c>.</summary>
    [Range(1, 100_000)]
    public int RequestsMax { get; set; } = 256;

    /// <summary>How many bytes a second a body must bring on average; a slower one is answered with 408. Default 240.</summary>
    [Range(1, 1_000_000)]
    public int BodyBytesPerSecondMin { get; set; } = 240;

    /// <summary>How long a body may be slower than <see cref="BodyBytesPerSecondMin"/> at its beginning. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01.100", "00:05:00")]
    public TimeSpan BodyGracePeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a request's headers may take. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The largest record, in bytes: key, value and headers. Brokers take 1,048,588 bytes by default and librdkafka
    /// 1,000,000; the rest is room for a batch's own bytes. A body within <see cref="BodyBytesMax"/> may still be larger once it is
    /// encoded as an event.
    /// </summary>
    internal const int RecordBytesMax = 950_000;
}
