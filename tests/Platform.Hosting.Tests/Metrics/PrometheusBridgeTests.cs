using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Platform.Metrics;
using Prometheus;

namespace Platform.Hosting.Tests.Metrics;

public sealed class PrometheusBridgeTests
{
    private const string Library = "Orleans.Streaming.Kafka";

    [Fact]
    public async Task Instruments_OfTheLibrary_HaveTheNamesDashboardsRelyOn()
    {
        await using var host = await StartAsync(meters =>
        {
            var meter = meters.Create(Library);
            meter.CreateCounter<long>("kafka.messages.produced").Add(3, new KeyValuePair<string, object?>("topic", "meters.readings"));
            meter.CreateCounter<long>("kafka.messages.consumed").Add(2, new("topic", "meters.readings"), new("consumer_group", "g"));
            meter.CreateHistogram<double>("kafka.message.processing.duration", "s").Record(0.3, new KeyValuePair<string, object?>("topic", "meters.readings"));
            meter.CreateCounter<long>("kafka.dead_letters").Add(1, new("topic", "t"), new("consumer_group", "g"), new("error_type", "invalid-json"));
            meter.CreateObservableGauge("kafka.consumer.lag", () => new Measurement<long>(7, new("topic", "t"), new("consumer_group", "g")));
            meter.CreateObservableGauge("kafka.committed.offset", () => new Measurement<long>(9, new("topic", "t"), new("partition", 4), new("consumer_group", "g")));
        });

        var lines = await LinesAsync(host);

        Assert.Contains("kafka_messages_produced_total{topic=\"meters.readings\"} 3", lines);
        Assert.Contains("kafka_messages_consumed_total{topic=\"meters.readings\",consumer_group=\"g\"} 2", lines);
        Assert.Contains("kafka_message_processing_duration_seconds_count{topic=\"meters.readings\"} 1", lines);
        Assert.Contains("kafka_dead_letters_total{topic=\"t\",consumer_group=\"g\",error_type=\"invalid-json\"} 1", lines);
        Assert.Contains("kafka_consumer_lag{topic=\"t\",consumer_group=\"g\"} 7", lines);
        Assert.Contains("kafka_committed_offset{topic=\"t\",partition=\"4\",consumer_group=\"g\"} 9", lines);
    }

    [Theory]
    [InlineData("0.0005", 0)]
    [InlineData("0.1", 0)]
    [InlineData("0.5", 1)]
    [InlineData("1", 1)]
    [InlineData("2", 1)]
    [InlineData("5", 1)]
    public async Task Duration_OfProcessing_HasTheBucketsDashboardsRelyOn(string bucket, int count)
    {
        await using var host = await StartAsync(meters =>
            meters.Create(Library).CreateHistogram<double>("kafka.message.processing.duration", "s").Record(0.3, new KeyValuePair<string, object?>("topic", "t")));

        var lines = await LinesAsync(host);

        Assert.Contains($"kafka_message_processing_duration_seconds_bucket{{topic=\"t\",le=\"{bucket}\"}} {count}", lines);
    }

    [Fact]
    public async Task ObservedValue_ThatIsNoLongerObserved_Disappears()
    {
        var owned = new List<int> { 0, 1 };
        await using var host = await StartAsync(meters => meters.Create(Library).CreateObservableGauge(
            "kafka.committed.offset", () => owned.Select(partition => new Measurement<long>(5, new KeyValuePair<string, object?>("partition", partition)))));
        var before = await LinesAsync(host);

        owned.Remove(0);
        var after = await LinesAsync(host);

        Assert.Contains("kafka_committed_offset{partition=\"0\"} 5", before);
        Assert.DoesNotContain(after, line => line.StartsWith("kafka_committed_offset{partition=\"0\"}", StringComparison.Ordinal));
        Assert.Contains("kafka_committed_offset{partition=\"1\"} 5", after);
    }

    [Fact]
    public async Task Tags_InAnotherOrder_CountAsTheSame()
    {
        await using var host = await StartAsync(meters =>
        {
            var counter = meters.Create("Platform.Processing").CreateCounter<int>("platform.events.ignored");
            counter.Add(1, new("entity", "meter"), new("reason", "final"));
            counter.Add(1, new("reason", "final"), new("entity", "meter"));
        });

        var lines = await LinesAsync(host);

        Assert.Contains("platform_events_ignored_total{entity=\"meter\",reason=\"final\"} 2", lines);
    }

    [Fact]
    public async Task Instruments_OfTheApplicationsMeters_AreExported()
    {
        await using var host = await StartAsync(
            meters =>
            {
                meters.Create("My.Meters").CreateCounter<long>("my.readings").Add(3);
                meters.Create("My.Others").CreateCounter<long>("my.others").Add(1);
            },
            "My.Meters");

        var lines = await LinesAsync(host);

        Assert.Contains("my_readings_total 3", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("my_others", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Instruments_OfOrleansHotPaths_AreLeftOut()
    {
        await using var host = await StartAsync(meters =>
        {
            var meter = meters.Create("Microsoft.Orleans");
            meter.CreateCounter<long>("orleans-messaging-sent-local").Add(1);
            meter.CreateObservableGauge("orleans-catalog-activations", () => 12);
            meters.Create("Somebody.Else").CreateCounter<long>("else").Add(1);
        });

        var lines = await LinesAsync(host);

        Assert.Contains("orleans_catalog_activations 12", lines);
        Assert.DoesNotContain(lines, line => line.Contains("sent_local", StringComparison.Ordinal) || line.StartsWith("else", StringComparison.Ordinal));
    }

    [Fact]
    public void Measurement_OfAKnownTagSet_AllocatesNothing()
    {
        using var meter = new Meter(Library);
        using var bridge = new PrometheusBridge(Prometheus.Metrics.NewCustomRegistry(), instrument => ReferenceEquals(instrument.Meter, meter));
        var consumed = meter.CreateCounter<long>("kafka.messages.consumed");
        var duration = meter.CreateHistogram<double>("kafka.message.processing.duration", "s");
        Measure(10_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Measure(1_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);

        void Measure(int count)
        {
            for (var i = 0; i < count; i++)
            {
                consumed.Add(1, new("topic", "t"), new("consumer_group", "g"));
                duration.Record(0.001, new KeyValuePair<string, object?>("topic", "t"));
            }
        }
    }

    [Fact]
    public async Task TagSets_AboveTheirLimit_ShareOneSeries()
    {
        var registry = Prometheus.Metrics.NewCustomRegistry();
        using var meter = new Meter(Library);
        using var bridge = new PrometheusBridge(registry, instrument => ReferenceEquals(instrument.Meter, meter));
        var counter = meter.CreateCounter<long>("kafka.dead_letters");

        for (var i = 0; i < LabelledSeries<Counter.Child>.ChildCountMax + 5; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("error_type", i));
        }

        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text);
        Assert.Contains("kafka_dead_letters_total{error_type=\"other\"} 5", System.Text.Encoding.UTF8.GetString(text.ToArray()), StringComparison.Ordinal);
    }

    private static Task<WebHost> StartAsync(Action<IMeterFactory> measure, params string[] exported) => WebHost.StartAsync(
        builder => builder.Services.AddPlatformMetrics(exported),
        app =>
        {
            app.MapPlatformMetrics();
            measure(app.Services.GetRequiredService<IMeterFactory>());
        });

    private static async Task<string[]> LinesAsync(WebHost host) =>
        (await host.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n');
}
