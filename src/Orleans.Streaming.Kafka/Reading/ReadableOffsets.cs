using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>Finds where a log can be read again behind a batch that can't be. Thread-safe.</summary>
/// <remarks>
/// The client says where such a batch begins, not where it ends, and a fetch brings it for each of its offsets. So it is read at
/// offsets that lie ever further on until another batch comes, and then in between, by halves.
/// </remarks>
internal sealed class ReadableOffsets(KafkaStreamOptions options, TimeProvider time, ILogger<ReadableOffsets> logger)
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(10);

    /// <summary>The first offset, from one on, that is not of a batch that can't be read; blocks while it looks.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="from">The offset to begin at.</param>
    /// <param name="batch">The first offset of the batch.</param>
    /// <exception cref="KafkaStreamException">The brokers can't be queried, or give no answer.</exception>
    public long FirstFrom(TopicPartition partition, long from, long batch)
    {
        try
        {
            using var consumer = Build();
            var end = consumer.QueryWatermarkOffsets(partition, RequestTimeout).High.Value;
            return Search(from, end, offset => IsBehind(consumer, new TopicPartitionOffset(partition, offset), batch));
        }
        catch (KafkaException e)
        {
            throw new KafkaStreamException($"Where {partition.Topic}[{partition.Partition.Value}] can be read behind the batch at offset {batch} was not found: {e.Error.Reason}", isTransient: !e.Error.IsFatal, e);
        }
    }

    /// <summary>The beginning and the end of a log for a reader of committed transactions; blocks.</summary>
    /// <exception cref="KafkaStreamException">The brokers can't be queried.</exception>
    public (long Begin, long End) Bounds(TopicPartition partition)
    {
        try
        {
            using var consumer = Build();
            var log = consumer.QueryWatermarkOffsets(partition, RequestTimeout);
            return (log.Low.Value, log.High.Value);
        }
        catch (KafkaException e)
        {
            throw new KafkaStreamException($"The end of {partition.Topic}[{partition.Partition.Value}] was not found: {e.Error.Reason}", isTransient: !e.Error.IsFatal, e);
        }
    }

    /// <summary>The lowest offset that is behind the batch. Pure.</summary>
    /// <param name="from">The first that may be.</param>
    /// <param name="end">One that is.</param>
    /// <param name="isBehind">Whether one is; then all above are, too.</param>
    internal static long Search(long from, long end, Func<long, bool> isBehind)
    {
        if (from >= end || isBehind(from))
        {
            return Math.Min(from, end);
        }

        var (within, behind, step) = (from, Math.Min(from + 1, end), 1L);
        while (behind < end && !isBehind(behind))
        {
            step *= 2;
            (within, behind) = (behind, Math.Min(behind + step, end));
        }

        while (behind - within > 1)
        {
            var middle = within + ((behind - within) / 2);
            (within, behind) = isBehind(middle) ? (within, middle) : (middle, behind);
        }

        return behind;
    }

    // What comes first at the offset decides: the batch's own error, or anything else of the log.
    private bool IsBehind(IConsumer<byte[]?, byte[]?> consumer, TopicPartitionOffset at, long batch)
    {
        consumer.Assign(at);
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < SilenceMax;)
        {
            try
            {
                if (consumer.Consume(PollTimeout) is not null)
                {
                    return true;
                }
            }
            catch (ConsumeException e) when (KafkaErrors.SaysUnreadable(e.Error))
            {
                return e.ConsumerRecord.Offset.Value > batch;
            }
            catch (ConsumeException e) when (e.Error.Code == Confluent.Kafka.ErrorCode.GroupAuthorizationFailed)
            {
                // The client looks for the coordinator of the group it was given; nothing here needs it, nor the right to it.
            }
        }

        throw new KafkaStreamException($"Nothing came at {at.Topic}[{at.Partition.Value}], offset {at.Offset.Value}, within {SilenceMax}; give the offset to resume at.", isTransient: true);
    }

    private IConsumer<byte[]?, byte[]?> Build()
    {
        var config = ConsumerConfigFactory.Create(options);
        // A rest after each error would make the search last.
        config.FetchErrorBackoffMs = 1;
        // One record is enough, and what is read ahead is in no memory limit.
        config.QueuedMinMessages = 1;
        var report = new ClientReport("Looking for readable records", options.Connection!, time, logger);
        return KafkaClients.BuildReader(config, options.Connection!, report);
    }
}
