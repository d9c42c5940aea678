using System.Reflection;
using Confluent.Kafka;

namespace Orleans.Streaming.Kafka.Tests.Support.Fakes;

/// <summary>A client's consumer that notes what it is told and answers from what the test put in.</summary>
public class FakeConsumer : DispatchProxy
{
    public IConsumer<byte[]?, byte[]?> Client => (IConsumer<byte[]?, byte[]?>)(object)this;

    /// <summary>What the group has committed.</summary>
    public Dictionary<TopicPartition, TopicPartitionOffset> Committed { get; } = [];

    /// <summary>Where the logs begin and end; empty ones where nothing is put in.</summary>
    public Dictionary<TopicPartition, WatermarkOffsets> Logs { get; } = [];

    /// <summary>Where the client is; nowhere where nothing is put in.</summary>
    public Dictionary<TopicPartition, Offset> Positions { get; } = [];

    /// <summary>Every offset that was committed, in order.</summary>
    public List<TopicPartitionOffset> Commits { get; } = [];

    /// <summary>In how many requests.</summary>
    public int CommitCalls { get; private set; }

    /// <summary>What the client holds.</summary>
    public Func<List<TopicPartition>> Assignment { get; set; } = static () => [];

    /// <summary>What is paused. An assignment changes nothing of it, as with the client.</summary>
    public List<TopicPartition> Paused { get; } = [];

    public List<TopicPartitionOffset> Placed { get; } = [];

    public List<TopicPartitionOffset> Sought { get; } = [];

    /// <summary>Whether the client fetches what it holds: only there can it seek.</summary>
    public bool IsFetching { get; set; } = true;

    /// <summary>Runs before the committed offsets are told.</summary>
    public Action BeforeCommitted { get; set; } = static () => { };

    /// <summary>What a commit fails with, or null.</summary>
    public Exception? CommitFault { get; set; }

    internal static FakeConsumer Create() => (FakeConsumer)(object)Create<IConsumer<byte[]?, byte[]?>, FakeConsumer>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod!.Name)
        {
            case nameof(IConsumer<,>.Commit) when args is [IEnumerable<TopicPartitionOffset> offsets]:
                return CommitAll([.. offsets]);
            case nameof(IConsumer<,>.Committed):
                BeforeCommitted();
                return ((IEnumerable<TopicPartition>)args![0]!).Select(p => Committed.GetValueOrDefault(p) ?? new TopicPartitionOffset(p, Offset.Unset)).ToList();
            case nameof(IConsumer<,>.QueryWatermarkOffsets) or nameof(IConsumer<,>.GetWatermarkOffsets):
                return Logs.GetValueOrDefault((TopicPartition)args![0]!) ?? new WatermarkOffsets(0, 0);
            case nameof(IConsumer<,>.Position):
                return Positions.GetValueOrDefault((TopicPartition)args![0]!, Offset.Unset);
            case nameof(IConsumer<,>.Pause):
                Paused.AddRange((IEnumerable<TopicPartition>)args![0]!);
                return null;
            case nameof(IConsumer<,>.Resume):
                Paused.RemoveAll(((IEnumerable<TopicPartition>)args![0]!).Contains);
                return null;
            case nameof(IConsumer<,>.IncrementalAssign):
                Placed.AddRange((IEnumerable<TopicPartitionOffset>)args![0]!);
                return null;
            case nameof(IConsumer<,>.IncrementalUnassign) or "get_ConsumerGroupMetadata":
                return null;
            case "get_Assignment":
                return Assignment();
            case nameof(IConsumer<,>.Seek):
                if (!IsFetching)
                {
                    throw new KafkaException(new Error(Confluent.Kafka.ErrorCode.Local_State));
                }

                Sought.Add((TopicPartitionOffset)args![0]!);
                return null;
            default:
                throw new NotSupportedException($"{targetMethod.Name} was called.");
        }
    }

    private object? CommitAll(List<TopicPartitionOffset> offsets)
    {
        CommitCalls++;
        Commits.AddRange(offsets);
        if (CommitFault is { } fault)
        {
            throw fault;
        }

        foreach (var offset in offsets)
        {
            Committed[offset.TopicPartition] = offset;
        }

        return null;
    }
}
