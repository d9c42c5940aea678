using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Producing;

/// <summary>A producer on its own, with its log.</summary>
internal sealed class TestProducer : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly KafkaMetrics _metrics;

    public TestProducer(KafkaConnection connection, Action<KafkaProducerOptions>? configure = null)
    {
        var options = new KafkaProducerOptions { Connection = connection };
        configure?.Invoke(options);
        Meters = _services.GetRequiredService<IMeterFactory>();
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

    public static KafkaMessage Message(string topic, string key, string value) => new() { Topic = topic, Key = Encoding.UTF8.GetBytes(key), Value = Encoding.UTF8.GetBytes(value) };

    public void Dispose()
    {
        Producer.Dispose();
        _metrics.Dispose();
        _services.Dispose();
    }
}
