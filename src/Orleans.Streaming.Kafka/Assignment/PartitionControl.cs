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

    public async Task<object?> ExecuteCommand(int command, object? arg) => (command, arg) is (Resume, ResumeRequest request)
        ? await ResumeAsync(request)
        : throw new ArgumentOutOfRangeException(nameof(command), command, $"A Kafka stream provider has the command {Resume} with a {nameof(ResumeRequest)}.");

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

        var end = readable.End(partition);
        return wanted >= from && wanted <= end
            ? (wanted, null)
            : (from, $"{partition.Topic}[{partition.Partition.Value}] can be resumed from offset {from}, where it stopped, to {end}, the end of its log; not at {wanted}.");
    }
}
