using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace Orleans.Streaming.Kafka.Tests.HandOver;

/// <summary>Numbered events of many entities, at a steady rate until stopped.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const int Entities = 240;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly string _topic;
    private readonly Task _running;
    private int _rounds;

    public Load(string servers, string topic)
    {
        _topic = topic;
        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = servers, EnableIdempotence = true, LingerMs = 1, Partitioner = Partitioner.Murmur2Random }).Build();
        _running = Task.Run(RunAsync);
    }

    /// <summary>How many events each entity was sent: numbered from 0.</summary>
    public int Rounds => Volatile.Read(ref _rounds);

    public int Sent => Rounds * Entities;

    /// <summary>Ends it; everything sent is in the log then.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Assert.Equal(0, _producer.Flush(TimeSpan.FromSeconds(30)));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _producer.Dispose();
        _stop.Dispose();
    }

    // A share of the entities each tick, so that every partition gets something all the time: 1,000 events/s.
    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Tick);
        while (!_stop.IsCancellationRequested)
        {
            for (var entity = 0; entity < Entities; entity++)
            {
                _producer.Produce(_topic, new Message<byte[], byte[]>
                {
                    Key = Encoding.UTF8.GetBytes($"e{entity}"),
                    Value = Encoding.UTF8.GetBytes(Rounds.ToString(CultureInfo.InvariantCulture)),
                });
                if (entity % 20 == 19)
                {
                    await timer.WaitForNextTickAsync();
                }
            }

            Interlocked.Increment(ref _rounds);
        }
    }
}
