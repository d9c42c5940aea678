using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Diagnostics;

/// <summary>One record's way through a silo, as metrics, activities and health show it.</summary>
public sealed class TelemetryTests
{
    private const string Topic = "telemetry";

    [Fact]
    public async Task ARecordsWay_IsCountedUnderBothNamesAndTracedThroughItsHeaders()
    {
        await using var broker = EmbeddedKafka.Start();
        broker.CreateTopic(Topic, 1);
        var activities = new ConcurrentQueue<Activity>();
        using var tracing = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Orleans.Streaming.Kafka",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("messaging.destination.name"), Topic))
                {
                    activities.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(tracing);
        using var measurements = new Measurements();
        await using var host = await StartAsync(broker);

        using var cause = new Activity("test").Start();
        await host.Services.GetRequiredKeyedService<IKafkaProducer>("tests").SendAsync(new KafkaMessage { Topic = Topic, Key = "k"u8.ToArray(), Value = "v"u8.ToArray() });
        cause.Stop();
        await Eventually.Async(() => activities.Count == 3, () => string.Join(", ", activities.Select(a => a.OperationName)));

        var send = activities.Single(a => a.OperationName == $"send {Topic}");
        var receive = activities.Single(a => a.OperationName == $"receive {Topic}");
        var process = activities.Single(a => a.OperationName == $"process {Topic}");
        Assert.Equal(cause.SpanId, send.ParentSpanId);
        Assert.Equal(send.SpanId, Assert.Single(receive.Links).Context.SpanId);
        Assert.Equal(send.SpanId, process.ParentSpanId);
        Assert.Equal(cause.TraceId, process.TraceId);
        Assert.Equal("kafka", send.GetTagItem("messaging.system.name"));
        Assert.Equal("telemetry-group", process.GetTagItem("messaging.consumer.group.name"));
        Assert.Equal((ActivityKind.Producer, ActivityKind.Client, ActivityKind.Consumer), (send.Kind, receive.Kind, process.Kind));

        // What the record is measured by once it is finished.
        await Eventually.Async(() => measurements.Has("kafka.message.processing.duration") && measurements.Has("kafka.messages.consumed"), measurements.ToString);
        Assert.Equal("kafka send telemetry", measurements.Tags("messaging.client.sent.messages", "messaging.system.name", "messaging.operation.name", "messaging.destination.name"));
        Assert.Equal("send telemetry", measurements.Tags("messaging.client.operation.duration", "messaging.operation.name", "messaging.destination.name"));
        Assert.Equal("receive telemetry telemetry-group", measurements.Tags("messaging.client.consumed.messages", "messaging.operation.name", "messaging.destination.name", "messaging.consumer.group.name"));
        Assert.Equal("process telemetry telemetry-group", measurements.Tags("messaging.process.duration", "messaging.operation.name", "messaging.destination.name", "messaging.consumer.group.name"));
        Assert.Equal("telemetry", measurements.Tags("kafka.messages.produced", "topic"));
        Assert.Equal("telemetry telemetry-group", measurements.Tags("kafka.messages.consumed", "topic", "consumer_group"));
        Assert.Equal("telemetry", measurements.Tags("kafka.message.processing.duration", "topic"));
    }

    [Fact]
    public async Task HealthCheck_OfAProvider_SaysThatItIsReadyAndHowFarItIs()
    {
        await using var broker = EmbeddedKafka.Start();
        broker.CreateTopic(Topic, 2);
        await using var host = await StartAsync(broker);

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        var entry = report.Entries["kafka-telemetry"];
        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Equal(2, entry.Data["partitions"]);
        Assert.Equal(0L, entry.Data["lag"]);
    }

    private static async Task<ProviderHost> StartAsync(EmbeddedKafka broker)
    {
        var connection = new KafkaConnection { BootstrapServers = broker.BootstrapServers };
        var host = await ProviderHost.StartAsync(
            silo =>
            {
                silo.Services.AddHealthChecks().AddKafkaStreams("telemetry");
                silo.Services.AddKafkaProducer("tests", o => o.Connection = connection);
                silo.AddKafkaStreams("telemetry", kafka => kafka
                    .Configure(o =>
                    {
                        (o.Connection, o.GroupId) = (connection, "telemetry-group");
                        (o.SessionTimeout, o.HeartbeatInterval, o.FetchWait) = (TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(5));
                    })
                    .Topic(Topic, t => t.DeliverTo<IProbeGrain>()));
            },
            "Development");
        await host.ReadyAsync("telemetry");
        return host;
    }

    private sealed class Measurements : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<string, KeyValuePair<string, object?>[]> _tags = new(StringComparer.Ordinal);

        public Measurements()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == KafkaInstrumentation.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
            _listener.Start();
        }

        public bool Has(string instrument) => _tags.ContainsKey(instrument);

        public string Tags(string instrument, params string[] names) =>
            string.Join(' ', names.Select(name => _tags[instrument].FirstOrDefault(tag => tag.Key == name).Value));

        public override string ToString() => string.Join(", ", _tags.Keys);

        public void Dispose() => _listener.Dispose();

        // Other tests run beside this one.
        private void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (Equals(tag.Value, Topic))
                {
                    _tags[instrument.Name] = tags.ToArray();
                }
            }
        }
    }
}
