using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Producing;

/// <summary>A producer on its own, with its log.</summary>
internal sealed class TestProducer : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _stored = new(StringComparer.Ordinal);
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly KafkaMetrics _metrics;

    public TestProducer(KafkaConnection connection, Action<KafkaProducerOptions>? configure = null)
    {
        var options = new KafkaProducerOptions { Connection = connection };
        configure?.Invoke(options);
        Meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "kafka.messages.produced" && ReferenceEquals(instrument.Meter.Scope, Meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) => _stored.AddOrUpdate((string)tags[0].Value!, count, (_, sum) => sum + count));
        _listener.Start();
        _metrics = new KafkaMetrics(Meters);
        Producer = new KafkaProducer("test", options, _metrics, TimeProvider.System, Log.For<KafkaProducer>());
    }

    public TestProducer(IKafkaBroker broker, Action<KafkaProducerOptions>? configure = null)
        : this(new KafkaConnection { BootstrapServers = broker.BootstrapServers }, configure)
    {
    }

    public CapturedLog Log { get; } = new();

    public IMeterFactory Meters { get; }

    public KafkaProducer Producer { get; }

    /// <summary>How many records of a topic were acknowledged.</summary>
    public long Stored(string topic) => _stored.GetValueOrDefault(topic);

    public static KafkaMessage Message(string topic, string key, string value) => new() { Topic = topic, Key = Encoding.UTF8.GetBytes(key), Value = Encoding.UTF8.GetBytes(value) };

    public void Dispose()
    {
        Producer.Dispose();
        _listener.Dispose();
        _metrics.Dispose();
        _services.Dispose();
    }
}
