using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace Orleans.Streaming.Kafka.Tests.HandOver;

/// <summary>Numbered events of many entities, each entity's in every topic, at a steady rate until stopped.</summary>
internal sealed class Load : IAsyncDisposable
{
    public const int Entities = 120;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly IReadOnlyList<string> _topics;
    private readonly Task _running;
    private int _rounds;

    public Load(string servers, IReadOnlyList<string> topics)
    {
        _topics = topics;
        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = servers, EnableIdempotence = true, LingerMs = 1, Partitioner = Partitioner.Murmur2Random }).Build();
        _running = Task.Run(RunAsync);
    }

    /// <summary>How many events each entity was sent in each topic: numbered from 0.</summary>
    public int Rounds => Volatile.Read(ref _rounds);

    public int Sent => Rounds * Entities * _topics.Count;

    /// <summary>Sends one event more, numbered 0.</summary>
    public void Send(string topic, string entity) => Send(topic, entity, 0);

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
                foreach (var topic in _topics)
                {
                    Send(topic, $"e{entity}", Rounds);
                }

                if (entity % 10 == 9)
                {
                    await timer.WaitForNextTickAsync();
                }
            }

            Interlocked.Increment(ref _rounds);
        }
    }

    private void Send(string topic, string entity, int number) => _producer.Produce(topic, new Message<byte[], byte[]>
    {
        Key = Encoding.UTF8.GetBytes(entity),
        Value = Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)),
    });
}
