using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Streams;

/// <summary>A stream event's way to its subscriber, as metrics and activities show it.</summary>
public sealed class StreamTelemetryTests(EmbeddedBrokerFixture fixture) : IClassFixture<EmbeddedBrokerFixture>
{
    private readonly string _topic = $"implicit-{Guid.NewGuid():N}";
    private readonly ConcurrentQueue<Activity> _activities = new();
    private readonly ConcurrentQueue<(string Instrument, Dictionary<string, object?> Tags)> _measurements = new();

    [Fact]
    public async Task EveryCallToASubscriber_IsTracedFromItsRecord_Timed_AndCountedWhereItIsRepeated()
    {
        await fixture.Broker.CreateTopicAsync(_topic, 1);
        using var tracing = Trace();
        using var metering = Meter();
        await using var silo = await StreamSilo.StartAsync(fixture.Broker, "stream-telemetry", _topic);
        var failures = 0;
        silo.Probe.BeforeAsync = (_, _) => failures++ == 0 ? throw new IOException("away") : Task.CompletedTask;

        await silo.SendAsync(_topic, [("k", "0")]);
        await Eventually.Async(() => Of("process").Count == 2, () => string.Join(", ", _activities.Select(a => a.OperationName)));

        var send = Assert.Single(Of("send"));
        Assert.All(Of("process"), p => Assert.Equal((send.SpanId, send.TraceId, ActivityKind.Consumer), (p.ParentSpanId, p.TraceId, p.Kind)));
        Assert.All(Of("process"), p => Assert.Equal("stream-telemetry", p.GetTagItem("messaging.consumer.group.name")));
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Unset], Of("process").Select(p => p.Status));
        Assert.Equal([typeof(IOException).FullName, null], Of("process").Select(p => p.GetTagItem("error.type")));
        await Eventually.Async(() => Measured("messaging.process.duration").Count == 2, () => $"{_measurements.Count} measurements");
        Assert.Equal([typeof(IOException).FullName, null], Measured("messaging.process.duration").Select(tags => tags.GetValueOrDefault("error.type")));
        Assert.Equal("stream-telemetry", Assert.Single(Measured("kafka.delivery.retries"))["consumer_group"]);
    }

    private List<Activity> Of(string operation) => [.. _activities.Where(a => a.OperationName == $"{operation} {_topic}")];

    private List<Dictionary<string, object?>> Measured(string instrument) => [.. _measurements.Where(m => m.Instrument == instrument).Select(m => m.Tags)];

    private ActivityListener Trace()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == KafkaInstrumentation.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private MeterListener Meter()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == KafkaInstrumentation.MeterName)
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            // Counters of what is seldom begin at 0.
            if (value > 0)
            {
                Note(instrument, tags);
            }
        });
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        listener.Start();
        return listener;
    }

    // Other tests run beside this one.
    private void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = tags.ToArray().ToDictionary();
        if (all.ContainsValue(_topic))
        {
            _measurements.Enqueue((instrument.Name, all));
        }
    }
}
