using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Diagnostics;

/// <summary>What is observed of a group whose entity is slow, and once it goes on.</summary>
public sealed class GaugeTests : IAsyncLifetime
{
    private const string Topic = "gauge-topic";
    private const string Group = "gauge-group";

    private readonly EmbeddedKafka _broker = EmbeddedKafka.Start();

    public Task InitializeAsync()
    {
        _broker.CreateTopic(Topic, 1);
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _broker.DisposeAsync().AsTask();

    [Fact]
    public async Task Gauges_WhileAnEntityHangs_SayHowOldAndHowMuchWaits_AndNothingOnceItGoesOn()
    {
        using var gauges = new Gauges();
        await using var host = await StartAsync();
        var hold = new TaskCompletionSource();
        host.Probe.BeforeAsync = (key, _) => key == "hot" ? hold.Task : Task.CompletedTask;

        await SendAsync(host, 1, "hot");
        await SendAsync(host, 150, "hot");
        await SendAsync(host, 5, "cold");
        await Eventually.Async(() => gauges.Look().Of("kafka.entity.queue.length", "hot") >= 150 && gauges.Of("kafka.consumer.lag.age") >= 2, gauges.ToString);

        Assert.Equal(151, gauges.Of("kafka.queue.records"), tolerance: 0);
        Assert.Equal(1, gauges.Of("kafka.delivery.in_flight"));
        Assert.True(gauges.Of("kafka.queue.age") >= 1, gauges.ToString());
        Assert.True(gauges.Of("kafka.delivery.oldest") >= 1, gauges.ToString());
        Assert.Equal(1, gauges.Of("kafka.partitions.assigned"));
        Assert.Equal(0, gauges.Of("kafka.partitions.stopped"));
        Assert.Equal(0, gauges.Of("kafka.entity.queue.length", "cold"));
        Assert.True(gauges.Of("kafka.memory") > 0, gauges.ToString());
        var batches = gauges.Of("kafka.delivery.batches");

        hold.SetResult();
        await Eventually.Async(() => gauges.Look().Of("kafka.consumer.lag.age") == 0 && gauges.Of("kafka.entity.queue.length", "hot") == 0, gauges.ToString);
        Assert.Equal(0, gauges.Of("kafka.queue.age"));
        Assert.Equal(156, gauges.Of("kafka.delivery.events"));
        Assert.InRange(gauges.Of("kafka.delivery.batches"), batches + 1, 156);
    }

    [Fact]
    public void Total_WhilePartitionsEnd_NeverGoesBack()
    {
        var total = new DeliveredTotal();

        Assert.Equal(new DeliveredCount(2, 20), total.With([new DeliveredCount(2, 20)]));
        // Between its end and its sum.
        Assert.Equal(new DeliveredCount(2, 20), total.With([]));
        total.Add(new DeliveredCount(3, 30));
        Assert.Equal(new DeliveredCount(4, 40), total.With([new DeliveredCount(1, 10)]));
    }

    private static async Task SendAsync(ProviderHost host, int count, string key)
    {
        var results = await host.Services.GetRequiredKeyedService<IKafkaProducer>("tests").SendManyAsync(
            [.. Enumerable.Range(0, count).Select(i => new KafkaMessage { Topic = Topic, Key = Encoding.UTF8.GetBytes(key), Value = Encoding.UTF8.GetBytes($"{i}") })]);
        Assert.All(results, result => Assert.Null(result.Error));
    }

    private async Task<ProviderHost> StartAsync()
    {
        var connection = new KafkaConnection { BootstrapServers = _broker.BootstrapServers };
        var host = await ProviderHost.StartAsync(
            silo =>
            {
                silo.Services.AddKafkaProducer("tests", o => o.Connection = connection);
                silo.AddKafkaStreams("gauge", kafka => kafka
                    .Configure(o =>
                    {
                        (o.Connection, o.GroupId, o.CommitInterval) = (connection, Group, TimeSpan.FromMilliseconds(50));
                        (o.SessionTimeout, o.HeartbeatInterval, o.FetchWait) = (TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(5));
                    })
                    .Topic(Topic, t => t.DeliverTo<IProbeGrain>()));
            },
            "Development");
        await host.ReadyAsync("gauge");
        return host;
    }

    private sealed class Gauges : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<(string Instrument, string? Entity), double> _values = new();

        public Gauges()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == KafkaInstrumentation.MeterName && instrument.IsObservable)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.Start();
        }

        public Gauges Look()
        {
            _values.Clear();
            _listener.RecordObservableInstruments();
            return this;
        }

        public double Of(string instrument, string? entity = null) => _values.GetValueOrDefault((instrument, entity));

        public override string ToString() => string.Join(", ", _values.Select(value => $"{value.Key}={value.Value}"));

        public void Dispose() => _listener.Dispose();

        // Other tests run beside this one.
        private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var (isOurs, entity) = (false, (string?)null);
            foreach (var (name, content) in tags)
            {
                isOurs |= name == "consumer_group" && Equals(content, Group);
                entity = name == "entity" ? (string?)content : entity;
            }

            if (isOurs)
            {
                _values[(instrument.Name, entity)] = value;
            }
        }
    }
}
