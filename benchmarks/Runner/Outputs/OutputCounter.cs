using System.Diagnostics;
using Confluent.Kafka;

namespace Benchmarks;

/// <summary>Counts outputs as they are committed; looks at nothing else, so that it costs the job little.</summary>
internal static class OutputCounter
{
    // A job that stands still this long will not end.
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(90);

    /// <summary>Reads until all are there, the limit is reached, or nothing comes any more.</summary>
    /// <param name="bootstrapServers">The broker.</param>
    /// <param name="want">How many outputs there will be.</param>
    /// <param name="limit">How long to read at most.</param>
    /// <param name="clock">Runs since the start of the job's process.</param>
    /// <param name="check">Called now and then; throws where the job has ended.</param>
    /// <param name="stop">Ends it.</param>
    public static Task<OutputTimes> CountAsync(string bootstrapServers, long want, TimeSpan limit, Stopwatch clock, Action check, CancellationToken stop) => Task.Factory.StartNew(
        () => Count(bootstrapServers, want, limit, clock, check, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static OutputTimes Count(string bootstrapServers, long want, TimeSpan limit, Stopwatch clock, Action check, CancellationToken stop)
    {
        using var reader = Reader(bootstrapServers);
        var tenthOf = Math.Max(1, want / 10);
        var seen = 0L;
        TimeSpan first = default, tenth = default, last = default, heard = clock.Elapsed;
        while (seen < want && clock.Elapsed < limit && clock.Elapsed - heard < SilenceMax)
        {
            if (reader.Consume(100) is null)
            {
                stop.ThrowIfCancellationRequested();
                check();
                continue;
            }

            heard = last = clock.Elapsed;
            seen++;
            first = seen == 1 ? last : first;
            tenth = seen == tenthOf ? last : tenth;
        }

        return new OutputTimes(seen, first, tenth, last);
    }

    private static IConsumer<Ignore, Ignore> Reader(string bootstrapServers)
    {
        var reader = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "benchmark-reader",
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnableAutoCommit = false,
            FetchWaitMaxMs = 50,
            ConsumeResultFields = "none",
        }).Build();
        reader.Assign(Enumerable.Range(0, Broker.Partitions).Select(partition => new TopicPartitionOffset(OrderTopics.Activity, partition, Offset.Beginning)));
        return reader;
    }
}
