using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using Platform.Hosting.Tests.Meters;

namespace Platform.Hosting.Tests.Telemetry;

/// <summary>What a collector gets of an application on the embedded broker.</summary>
public sealed class TelemetryTests
{
    private const string Alert = "send meters.alerts";

    [Fact]
    public async Task Trace_RunsFromProducerThroughGrainAndOutputToTheNextConsumer()
    {
        var spans = new Spans();
        await using var collector = await Collector.StartAsync();
        await using var host = await StartAsync(
            collector,
            platform => platform.Services.ConfigureOpenTelemetryTracerProvider((_, tracing) => tracing.AddInMemoryExporter(spans)),
            "--Platform:Telemetry:TraceRatio=1");

        // An entity that is in memory takes its events within their delivery; the first one of another waits until it is read.
        await PublishAsync(host, 1m);
        await Eventually.HoldsAsync(async () => await MeterAsync(host) == "1 read, 0 alerts" && spans.Has("process meters.readings"), "the first reading to be processed");
        spans.Clear();

        await PublishAsync(host, 200m);
        await Eventually.HoldsAsync(() => Task.FromResult(spans.Has("process meters.alerts") && spans.Has("process meters.readings")), "the alert to be processed");

        var sent = spans.Single("send meters.readings");
        var processed = spans.Single("process meters.readings");
        var output = spans.Single(Alert);
        var next = spans.Single("process meters.alerts");
        Assert.Equal(
            [(sent.TraceId, sent.SpanId), (sent.TraceId, processed.SpanId), (sent.TraceId, output.SpanId)],
            [(processed.TraceId, processed.ParentSpanId), (output.TraceId, output.ParentSpanId), (next.TraceId, next.ParentSpanId)]);
    }

    [Fact]
    public async Task Trace_ThatIsNotRecorded_CostsNoSpans()
    {
        var spans = new Spans();
        await using var collector = await Collector.StartAsync();
        await using var host = await StartAsync(
            collector,
            platform => platform.Services.ConfigureOpenTelemetryTracerProvider((_, tracing) => tracing.AddInMemoryExporter(spans)),
            "--Platform:Telemetry:TraceRatio=0");

        await PublishAsync(host, 200m);
        await Eventually.HoldsAsync(async () => (await MeterAsync(host))?.EndsWith("1 alerts", StringComparison.Ordinal) is true, "the alert to be processed");

        Assert.Empty(spans);
    }

    [Fact]
    public async Task Signals_AreExportedToTheCollectorOfTheSettings()
    {
        await using var collector = await Collector.StartAsync();
        await using (var host = await StartAsync(collector, _ => { }, "--Platform:Telemetry:TraceRatio=1", "--Platform:Telemetry:OtlpHeaders=x-key=secret", "--OTEL_METRIC_EXPORT_INTERVAL=200", "--OTEL_BSP_SCHEDULE_DELAY=200", "--OTEL_BLRP_SCHEDULE_DELAY=200", "--Logging:LogLevel:Platform=Information"))
        {
            await PublishAsync(host, 1m);
            await Eventually.HoldsAsync(() => Task.FromResult(collector.Of("metrics").Contains("platform.events.applied", StringComparison.Ordinal)), "metrics to come");
            await Eventually.HoldsAsync(() => Task.FromResult(collector.Of("traces").Contains("process meters.readings", StringComparison.Ordinal)), "traces to come");
            await Eventually.HoldsAsync(() => Task.FromResult(collector.Of("logs").Contains("was assigned", StringComparison.Ordinal)), "logs to come");
        }

        Assert.DoesNotContain("orleans-messaging-sent", collector.Of("metrics"), StringComparison.Ordinal);
        Assert.All(["metrics", "traces", "logs"], signal => Assert.Equal("secret", collector.Of($"{signal} key")));
    }

    [Theory]
    [InlineData("TraceRatio", "2", "0 to 1")]
    [InlineData("OtlpProtocol", "thrift", "Grpc or HttpProtobuf")]
    [InlineData("LogFormat", "xml", "Text or Json")]
    [InlineData("OtlpHeaders", "a=b", "OtlpEndpoint")]
    public void Setting_ThatIsWrong_IsRefused(string name, string value, string right) =>
        Assert.Contains(right, Application.Refusal(MeterApplication.Declare, ($"Telemetry:{name}", value)).Message, StringComparison.Ordinal);

    private static async Task<string?> MeterAsync(PlatformHost host) => await host.App.Services.GetRequiredService<IGrainFactory>().GetGrain<IMeterGrain>("m-1").Get();

    private static async Task PublishAsync(PlatformHost host, decimal value)
    {
        // A test's own activity would be the parent.
        Activity.Current = null;
        await host.App.Services.GetRequiredService<EventPublisher>().PublishAsync(new MeterReading("m-1", value), $"e-{value}", new RequestMetadata(null, "c-1", null), CancellationToken.None);
    }

    private static async Task<PlatformHost> StartAsync(Collector collector, Action<PlatformBuilder> configure, params string[] args)
    {
        var builder = PlatformApplication.CreateSiloBuilder(
            [
                "--environment=Development", "--urls=http://127.0.0.1:0", "--Platform:Auth:AllowAnonymous=true", .. WholeApplicationTests.ClusterPorts(),
                $"--Platform:Telemetry:OtlpEndpoint={collector.Url}", "--Platform:Telemetry:OtlpProtocol=HttpProtobuf", .. args,
            ],
            platform =>
            {
                MeterApplication.Declare(platform);
                configure(platform);
            });
        var host = await builder.BuildAsync(CancellationToken.None);
        await host.StartAsync(CancellationToken.None);
        return host;
    }

    // The exporter adds to it from threads of its own.
    private sealed class Spans : ICollection<Activity>
    {
        private readonly ConcurrentQueue<Activity> _spans = new();

        public int Count => _spans.Count;

        public bool IsReadOnly => false;

        public bool Has(string name) => _spans.Any(span => span.DisplayName == name);

        public Activity Single(string name) => Assert.Single(_spans, span => span.DisplayName == name);

        public void Add(Activity item) => _spans.Enqueue(item);

        public void Clear() => _spans.Clear();

        public bool Contains(Activity item) => _spans.Contains(item);

        public void CopyTo(Activity[] array, int arrayIndex) => _spans.CopyTo(array, arrayIndex);

        public bool Remove(Activity item) => false;

        public IEnumerator<Activity> GetEnumerator() => _spans.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
