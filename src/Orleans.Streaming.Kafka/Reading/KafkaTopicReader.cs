using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>Reads with a consumer of its own for each question: rare, and bounded by the question. Thread-safe.</summary>
internal sealed class KafkaTopicReader(KafkaConnection connection, IKafkaTopics topics, TimeProvider time, ILogger<KafkaTopicReader> logger) : IKafkaTopicReader
{
    private const string ThreadName = "kafka-read";
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private const int PrefetchBytesMax = 8 << 20;
    private const int SilentPollsMax = 10;
    private static readonly TimeSpan PollTimeout = TimeSpan.FromSeconds(1);

    private readonly ClientReport _report = new("Reading topics", connection, time, logger);

    public async Task<TopicPage?> ReadAsync(TopicQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.BytesMax, 1);
        var partitions = await topics.GetPartitionCountAsync(query.Topic, cancellationToken);
        return partitions is { } count ? await BlockingCall.RunAsync(ThreadName, () => Read(query, count, cancellationToken)) : null;
    }

    public async Task<KafkaRecord?> FindAsync(string topic, int partition, long offset, CancellationToken cancellationToken = default)
    {
        var count = await topics.GetPartitionCountAsync(topic, cancellationToken);
        if (partition < 0 || partition >= count.GetValueOrDefault() || offset < 0)
        {
            return null;
        }

        var query = new TopicQuery { Topic = topic, After = new TopicPosition(partition, offset - 1), Limit = 1, ScanMax = 1 };
        var page = await BlockingCall.RunAsync(ThreadName, () => Read(query, partition + 1, cancellationToken));
        return page.Records is [var record] && record.Position.Offset == offset ? record : null;
    }

    private TopicPage Read(TopicQuery query, int partitions, CancellationToken cancellationToken)
    {
        var scan = new TopicScan(query);
        try
        {
            using var consumer = BuildConsumer();
            for (var partition = query.After?.Partition ?? 0; partition < partitions && !scan.IsFull; partition++)
            {
                ReadPartition(consumer, new TopicPartition(query.Topic, partition), query, scan, cancellationToken);
            }

            consumer.Unassign();
            _report.Works();
        }
        catch (KafkaException e)
        {
            // That it timed out only follows from what the client reported.
            var explanation = ClientErrorExplanation.KindOf(e.Error) == ClientErrorKind.Unreachable ? _report.Explanation : null;
            throw new KafkaStreamException($"Reading {query.Topic} failed: {e.Error.Reason} ({e.Error.Code}). {explanation?.Text}".TrimEnd(), isTransient: !e.Error.IsFatal, e);
        }

        return scan.ToPage();
    }

    private static void ReadPartition(IConsumer<byte[]?, byte[]?> consumer, TopicPartition partition, TopicQuery query, TopicScan scan, CancellationToken cancellationToken)
    {
        var ends = consumer.QueryWatermarkOffsets(partition, RequestTimeout);
        var start = Math.Max(ends.Low.Value, StartOf(consumer, partition, ends, query));
        if (start >= ends.High.Value)
        {
            return;
        }

        consumer.Assign(new TopicPartitionOffset(partition, start));
        for (var silent = 0; !scan.IsFull && silent <= SilentPollsMax;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = Next(consumer);
            if (result is { IsPartitionEOF: true } || result?.Offset.Value >= ends.High.Value)
            {
                return;
            }

            if (result is null)
            {
                silent++;
                continue;
            }

            silent = 0;
            scan.Add(RecordReader.Read(result, partition.Topic, Guid.Empty));
            if (result.Offset.Value + 1 >= ends.High.Value)
            {
                // The client reports the end only after another fetch.
                return;
            }
        }

        if (!scan.IsFull)
        {
            throw NothingCame(partition);
        }
    }

    private static ConsumeResult<byte[]?, byte[]?>? Next(IConsumer<byte[]?, byte[]?> consumer)
    {
        try
        {
            return consumer.Consume(PollTimeout);
        }
        catch (ConsumeException e) when (e.Error.Code == Confluent.Kafka.ErrorCode.GroupAuthorizationFailed)
        {
            // The client looks for the coordinator of the group it was given; nothing here needs it, nor the right to it.
            return null;
        }
    }

    private static long StartOf(IConsumer<byte[]?, byte[]?> consumer, TopicPartition partition, WatermarkOffsets ends, TopicQuery query)
    {
        if (query.After is { } after && after.Partition == partition.Partition.Value)
        {
            return after.Offset + 1;
        }

        if (query.From is not { } from)
        {
            return 0;
        }

        // The end, where every record is older.
        var found = consumer.OffsetsForTimes([new TopicPartitionTimestamp(partition, new Timestamp(from.UtcDateTime))], RequestTimeout)[0].Offset;
        return found != Offset.End ? found.Value : IsLastSince(consumer, partition, ends, from) ? 0 : long.MaxValue;
    }

    // The embedded broker can't look for a time, and answers as if every record were older.
    private static bool IsLastSince(IConsumer<byte[]?, byte[]?> consumer, TopicPartition partition, WatermarkOffsets ends, DateTimeOffset from)
    {
        if (ends.High.Value <= ends.Low.Value)
        {
            return false;
        }

        consumer.Assign(new TopicPartitionOffset(partition, ends.High.Value - 1));
        for (var silent = 0; silent <= SilentPollsMax; silent++)
        {
            if (Next(consumer) is { } result)
            {
                return !result.IsPartitionEOF && result.Message.Timestamp.UtcDateTime >= from.UtcDateTime;
            }
        }

        throw NothingCame(partition);
    }

    private static KafkaStreamException NothingCame(TopicPartition partition) =>
        new($"Reading {partition} stopped: nothing came for {SilentPollsMax} seconds.", isTransient: true);

    private IConsumer<byte[]?, byte[]?> BuildConsumer()
    {
        var config = new ConsumerConfig();
        connection.ApplyTo(config);

        // The client demands a group; assigned by hand and without commits, it is never joined.
        config.GroupId = "platform-topic-reader";
        config.EnableAutoCommit = false;
        config.EnablePartitionEof = true;
        config.AutoOffsetReset = AutoOffsetReset.Earliest;
        // A page's worth: the client would fetch 64 MiB ahead for each question.
        config.QueuedMaxMessagesKbytes = PrefetchBytesMax / 1024;
        // How long the client rests once that is full; its default is a second.
        config.FetchQueueBackoffMs = 1;
        // Nobody waits for records to come: a fetch at the end of one partition would hold up the next one's for half a second.
        config.FetchWaitMaxMs = 10;
        return KafkaClients.BuildReader(config, connection, _report);
    }
}
