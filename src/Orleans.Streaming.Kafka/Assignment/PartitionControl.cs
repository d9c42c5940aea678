using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Providers;

namespace Orleans.Streaming.Kafka;

/// <summary>Does on this silo what <see cref="IKafkaPartitions"/> wants of the whole cluster. Thread-safe.</summary>
internal sealed class PartitionControl(IServiceProvider services, TimeProvider time, ILogger<ReadableOffsets> logger) : IControllable
{
    /// <summary>What it is named in the silo.</summary>
    public const string Name = "kafka-partitions";

    /// <summary>The command to resume a partition; its argument is a <see cref="ResumeRequest"/>, its answer a <see cref="ResumeResponse"/> or null.</summary>
    public const int Resume = 1;

    /// <summary>The command to pause partitions; its argument is a <see cref="PauseRequest"/>, its answer the numbers of those that this silo paused.</summary>
    public const int Pause = 2;

    /// <summary>The command to have them go on; as above.</summary>
    public const int Unpause = 3;

    /// <summary>The command to read a partition from an offset; its argument is a <see cref="ResumeRequest"/> with it, its answer a <see cref="ResumeResponse"/> or null.</summary>
    public const int Seek = 4;

    // Below the response timeout of the call that brings the command.
    private static readonly TimeSpan SeekMax = TimeSpan.FromSeconds(20);

    public async Task<object?> ExecuteCommand(int command, object? arg) => (command, arg) switch
    {
        (Resume, ResumeRequest request) => await ResumeAsync(request),
        (Pause, PauseRequest request) => await PauseAsync(request),
        (Unpause, PauseRequest request) => Find(request).Where(partition => partition.Unpause()).Select(partition => partition.Partition).ToArray(),
        (Seek, ResumeRequest { Offset: { } offset } request) => await SeekAsync(request, offset),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, $"A Kafka stream provider has the commands {Resume} and {Seek} with a {nameof(ResumeRequest)}, {Pause} and {Unpause} with a {nameof(PauseRequest)}."),
    };

    private AssignedPartition[] Find(PauseRequest request) => services.GetKeyedService<KafkaConsumerGroup>(request.Provider) is { } group
        ? [.. group.Assignment.Partitions.Where(partition => partition.Topic == request.Topic && (request.Partition is null || partition.Partition == request.Partition))]
        : [];

    private async Task<int[]> PauseAsync(PauseRequest request)
    {
        var partitions = Find(request);
        try
        {
            await Task.WhenAll(partitions.Select(partition => partition.PauseAsync()))
                .WaitAsync(partitions.Length == 0 ? TimeSpan.Zero : services.GetRequiredKeyedService<KafkaConsumerGroup>(request.Provider).Services.Options.DrainTimeout, time);
        }
        catch (TimeoutException)
        {
            // They are paused; what hangs goes on as long as it does.
        }

        return [.. partitions.Where(partition => !partition.HasEnded).Select(partition => partition.Partition)];
    }

    private async Task<ResumeResponse?> SeekAsync(ResumeRequest request, long offset)
    {
        if (services.GetKeyedService<KafkaConsumerGroup>(request.Provider) is not { } group || group.Assignment.Find(request.Topic, request.Partition) is not { } partition)
        {
            return null;
        }

        var (from, name) = (partition.Next, $"{request.Topic}[{request.Partition}]");
        if (partition.Streams is not null)
        {
            return new ResumeResponse(from, from, $"{name} is streams, whose subscribers say by their tokens where they read. It can't be read from elsewhere for all of them.");
        }

        try
        {
            var readable = new ReadableOffsets(group.Services.Options, time, logger);
            var log = await BlockingCall.RunAsync("kafka-readable-offsets", () => readable.Bounds(new TopicPartition(request.Topic, request.Partition)));
            if (offset < log.Begin || offset > log.End)
            {
                return new ResumeResponse(from, from, $"{name} can be read from offset {log.Begin}, where its log begins, to {log.End}, where that ends; not from {offset}.");
            }

            if (partition.TryRequestSeek(offset) is not { } seek)
            {
                return new ResumeResponse(from, from, $"{name}: another seek is under way.", IsTransient: true);
            }

            await seek.WaitAsync(SeekMax, time);
            return new ResumeResponse(from, offset);
        }
        catch (KafkaStreamException e)
        {
            return new ResumeResponse(from, from, e.Message, e.IsTransient);
        }
        catch (TimeoutException)
        {
            return new ResumeResponse(from, from, $"{name}: records from offset {partition.Committable} on are not processed yet, and a seek to {offset} waits for all below that. It is read on as before.", IsTransient: true);
        }
        catch (OperationCanceledException)
        {
            return new ResumeResponse(from, from, $"{name} was handed over before it was read from offset {offset}; try again once another member reads it.", IsTransient: true);
        }
    }

    private async Task<ResumeResponse?> ResumeAsync(ResumeRequest request)
    {
        if (services.GetKeyedService<KafkaConsumerGroup>(request.Provider) is not { } group || group.Assignment.Find(request.Topic, request.Partition) is not { } partition)
        {
            return null;
        }

        var from = partition.Next;
        if (partition.Stop is not { Unreadable: { } batch } stop)
        {
            return new ResumeResponse(from, from, partition.Halted is { } reason
                ? $"{reason}. It did not stop at a batch that can't be read, so it can't be resumed like this."
                : $"{request.Topic}[{request.Partition}] has not stopped.");
        }

        try
        {
            // The client offers reading as blocking calls only.
            var readable = new ReadableOffsets(group.Services.Options, time, logger);
            var (to, error) = await BlockingCall.RunAsync("kafka-readable-offsets", () => Choose(readable, new TopicPartition(request.Topic, request.Partition), from, batch, request.Offset));
            if (error is not null)
            {
                return new ResumeResponse(from, from, error);
            }

            await stop.ResumeAsync(to);
            return new ResumeResponse(from, to);
        }
        catch (KafkaStreamException e)
        {
            return new ResumeResponse(from, from, e.Message, e.IsTransient);
        }
        catch (OperationCanceledException)
        {
            return new ResumeResponse(from, from, $"{request.Topic}[{request.Partition}] was handed over before it was resumed; try again once another member reads it.", IsTransient: true);
        }
    }

    private static (long To, string? Error) Choose(ReadableOffsets readable, TopicPartition partition, long from, long batch, long? offset)
    {
        if (offset is not { } wanted)
        {
            return (readable.FirstFrom(partition, from, batch), null);
        }

        var end = readable.Bounds(partition).End;
        return wanted >= from && wanted <= end
            ? (wanted, null)
            : (from, $"{partition.Topic}[{partition.Partition.Value}] can be resumed from offset {from}, where it stopped, to {end}, the end of its log; not at {wanted}.");
    }
}
