using Confluent.Kafka;

namespace Platform.Chaos;

/// <summary>Publishes the workload at an even rate for as long as things are broken, through outages of the brokers too.</summary>
internal sealed class PacedPublisher(ShopWorkload workload, string bootstrapServers, TimeProvider time)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromMinutes(2);

    private long _published;
    private string? _failure;

    /// <summary>Records that were given to the brokers.</summary>
    public long Published => Volatile.Read(ref _published);

    /// <summary>Blocks its thread until the time is over and all records are acknowledged.</summary>
    /// <exception cref="ChaosException">The brokers did not take them.</exception>
    public void Run(int events, TimeSpan duration, CancellationToken stop)
    {
        using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrapServers,
            EnableIdempotence = true,
            MessageTimeoutMs = 0,
            Partitioner = Partitioner.Murmur2Random,
            CompressionType = CompressionType.Lz4,
            LingerMs = 5,
            QueueBufferingMaxMessages = 1_000_000,
        }).SetLogHandler(static (_, _) => { }).Build();
        var started = time.GetTimestamp();
        while (workload.Events < events && time.GetElapsedTime(started) is var elapsed)
        {
            stop.ThrowIfCancellationRequested();
            for (var due = Math.Min(events, events * (elapsed / duration)); workload.Events < due;)
            {
                Publish(producer, workload.Next());
            }

            stop.WaitHandle.WaitOne(Step);
        }

        Publish(producer, workload.Rest());
        if (producer.Flush(FlushTimeout) > 0 || _failure is not null)
        {
            throw new ChaosException($"The brokers did not take all events: {_failure ?? $"not acknowledged within {FlushTimeout}"}.");
        }
    }

    private void Publish(IProducer<string, byte[]> producer, IEnumerable<ChaosEvent> events)
    {
        foreach (var one in events)
        {
            producer.Produce(
                one.Topic,
                new Message<string, byte[]> { Key = one.Key, Value = one.Value, Timestamp = new Timestamp(one.Timestamp) },
                report => _failure ??= report.Error.IsError ? report.Error.Reason : null);
            Interlocked.Increment(ref _published);
        }
    }
}
