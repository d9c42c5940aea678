using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// A place in one partition of one topic: what events of Kafka streams carry, and where a subscription can begin.
/// </summary>
/// <remarks>
/// <para>
/// Tokens of one partition are ordered by leader epoch and offset (KIP-101). A token of another partition, or of a topic that
/// was deleted and recreated, says nothing about this partition: compared with it, every position here is <b>later</b>,
/// on whichever side of the comparison. So after a key has moved, its subscriber gets events again rather than waiting for an offset that
/// belongs elsewhere; this order is therefore not antisymmetric, on purpose.
/// </para>
/// <para>
/// An event's token is <i>processed</i> where a subscription resumes with it (<c>ResumeAsync</c>: the events after it come) and <i>wanted</i> where one
/// begins with it (<c>SubscribeAsync</c>: it comes too). What <see cref="FromOffset"/> and <see cref="AtTime"/> name is wanted in both cases.
/// </para>
/// </remarks>
[GenerateSerializer, Immutable, Alias("orleans.kafka.stream-token")]
public sealed class KafkaStreamSequenceToken : StreamSequenceToken
{
    /// <summary>Creates it.</summary>
    /// <param name="position">The position of the record.</param>
    public KafkaStreamSequenceToken(RecordPosition position) => (Position, SequenceNumber) = (position, position.Offset);

    /// <summary>The position of the record. The topic id is <see cref="Guid.Empty"/> and the leader epoch -1 where they are not known.</summary>
    [Id(0)]
    public RecordPosition Position { get; }

    /// <summary>The record time to begin at, for a token of <see cref="AtTime"/>; else null.</summary>
    [Id(1)]
    public DateTimeOffset? Time { get; private init; }

    /// <summary>The offset, from 0.</summary>
    [Id(2)]
    public override long SequenceNumber { get; protected set; }

    /// <summary>What the token was made for.</summary>
    [Id(3)]
    internal TokenOrigin Origin { get; init; }

    /// <summary>Always 0: a record is one event.</summary>
    public override int EventIndex
    {
        get => 0;
        protected set
        {
            // The base class requires a setter; there is nothing to set.
        }
    }

    /// <summary>A place to begin a subscription at, though it may be far below what is in memory: the topic is read again from there.</summary>
    /// <param name="topic">The topic: the stream's namespace.</param>
    /// <param name="partition">The partition of the stream's key.</param>
    /// <param name="offset">The first offset.</param>
    public static KafkaStreamSequenceToken FromOffset(string topic, int partition, long offset)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(topic);
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return new KafkaStreamSequenceToken(new RecordPosition(topic, Guid.Empty, partition, offset, -1));
    }

    /// <summary>The place of the first record of the stream's partition that is not older than a time.</summary>
    /// <param name="time">The record time, as the broker keeps it (create or append time).</param>
    public static KafkaStreamSequenceToken AtTime(DateTimeOffset time) =>
        new(new RecordPosition("", Guid.Empty, -1, -1, -1)) { Time = time };

    /// <inheritdoc/>
    public override bool Equals(StreamSequenceToken? other) =>
        other is KafkaStreamSequenceToken token && token.Position == Position && token.Time == Time && token.Origin == Origin;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StreamSequenceToken);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Position, Time, Origin);

    /// <summary>Within a partition: by leader epoch, where both are known, then by offset. Against any other token: later.</summary>
    /// <param name="other">The other token.</param>
    public override int CompareTo(StreamSequenceToken? other)
    {
        if (other is not KafkaStreamSequenceToken token || !IsSamePartition(token))
        {
            return 1;
        }

        // Epochs only grow along a log. A lower offset under a newer epoch is a record written after a truncation.
        var epochs = Position.LeaderEpoch >= 0 && token.Position.LeaderEpoch >= 0
            ? Position.LeaderEpoch.CompareTo(token.Position.LeaderEpoch)
            : 0;
        return epochs != 0 ? epochs : Position.Offset.CompareTo(token.Position.Offset);
    }

    /// <inheritdoc/>
    public override string ToString() => Time is { } time ? $"at {time:O}" : Position.ToString();

    internal bool IsSamePartition(KafkaStreamSequenceToken other) =>
        Time is null && other.Time is null
        && Position.Partition == other.Position.Partition
        && Position.Topic == other.Position.Topic
        && (Position.TopicId == other.Position.TopicId || Position.TopicId == Guid.Empty || other.Position.TopicId == Guid.Empty);
}
