using System.Diagnostics;

namespace Benchmarks;

/// <summary>The order job on Kafka Streams, exactly once (v2).</summary>
/// <param name="name">What the tables call it.</param>
/// <param name="store"><c>rocks</c> or <c>memory</c>.</param>
/// <param name="commitInterval">How often it commits; null for its default.</param>
internal sealed class KafkaStreamsJob(string name, string store, TimeSpan? commitInterval) : IJob
{
    public string Name => name;

    public bool IsSlow => false;

    public bool MayLackUser => true;

    public bool NeedsNewOrders => false;

    public static KafkaStreamsJob AtDefaults() => new("Kafka Streams, defaults", "rocks", commitInterval: null);

    public static KafkaStreamsJob AtItsFastest() => new("Kafka Streams, fastest", "memory", TimeSpan.FromSeconds(1));

    public async Task<StartedJob> StartAsync(Bench bench, CancellationToken stop)
    {
        var java = await bench.Programs.JavaPeersAsync(stop);
        var folder = bench.NewFolder("streams");
        var application = $"streams-{Guid.NewGuid():N}";
        string[] arguments = ["peers.OrderStreams", bench.Broker.BootstrapServers, application, Path.Combine(folder, "state"), store, .. commitInterval is { } interval ? [$"{interval.TotalMilliseconds}"] : Array.Empty<string>()];
        var clock = Stopwatch.StartNew();
        var process = await GuardedProcess.StartAsync(folder, [.. java, .. arguments], stop: stop);
        return new StartedJob(name, process, clock, Url: null, Database: null, [new(application, OrderTopics.Inputs)], () => Task.FromResult(process.Tail().Contains("RUNNING", StringComparison.Ordinal)));
    }

    // What it keeps is in its changelog; its outputs say whether it was right.
    public Task<string?> StateFaultAsync(Bench bench, StartedJob job, OrderScript script, CancellationToken stop) => Task.FromResult<string?>(null);
}
