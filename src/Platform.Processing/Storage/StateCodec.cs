namespace Platform.Processing;

/// <summary>
/// The stored form of an entity: a version, then its parts, packed. A state is written with every batch of events, and fat
/// rows are slow. Thread-safe.
/// </summary>
/// <remarks>
/// Version 2: the entity (by Orleans' serializer), positions, recent ids, outputs, deferred events, rejections and quarantine (by
/// Orleans' serializer, for they are rare), the last sequence. Version 1, which is read too, has deferred events without their
/// positions and times. Any other version is an error: nothing here guesses.
/// </remarks>
/// <typeparam name="TState">The entity's own state.</typeparam>
/// <param name="format">How the application's own types are stored.</param>
internal sealed class StateCodec<TState>(StateFormat format)
    where TState : class
{
    /// <summary>The version that is written, and the newest that is read.</summary>
    public const byte Version = 2;

    private const byte OldestVersion = 1;

    /// <summary>Packs a state.</summary>
    /// <param name="state">The state.</param>
    public byte[] Pack(ProcessingState<TState> state)
    {
        using var writer = new StateWriter(format.Texts);
        writer.Byte(Version);
        writer.Bytes(format.Write(state.Entity));
        writer.Number(state.Positions.Length);
        foreach (var position in state.Positions)
        {
            Write(writer, position);
        }

        writer.Bytes(state.RecentIds);
        Write(writer, state.Outputs, state.Positions);
        writer.Number(state.Deferred.Length);
        foreach (var deferred in state.Deferred)
        {
            Write(writer, deferred);
        }

        writer.Bytes(format.Write(state.Rejections.Length == 0 ? null : state.Rejections));
        writer.Bytes(format.Write(state.Quarantine));
        writer.Number(state.LastSequence);
        return writer.ToArray();
    }

    /// <summary>Unpacks a state; null or nothing is the state of an entity that has none.</summary>
    /// <param name="packed">What <see cref="Pack"/> gave.</param>
    /// <exception cref="InvalidDataException">It was written by a newer build, or it is damaged.</exception>
    public ProcessingState<TState> Unpack(byte[]? packed)
    {
        if (packed is null or { Length: 0 })
        {
            return new ProcessingState<TState>();
        }

        using var reader = new StateReader(packed, format.Texts);
        var version = reader.Byte();
        if (version is < OldestVersion or > Version)
        {
            throw new InvalidDataException($"A stored state has version {version}; this build knows the versions {OldestVersion} to {Version}.");
        }

        var entity = Own<TState>(reader);
        var positions = Many(reader, ReadPosition);
        var state = new ProcessingState<TState>
        {
            Entity = entity,
            Positions = positions,
            RecentIds = reader.Bytes(),
            Outputs = ReadOutputs(reader, positions),
            Deferred = Many<DeferredEvent>(reader, version == OldestVersion ? ReadOldDeferred : ReadDeferred),
            Rejections = Own<Rejection[]>(reader) ?? [],
            Quarantine = Own<Quarantine>(reader),
            LastSequence = reader.Number(),
        };
        return reader.IsAtEnd ? state : throw new InvalidDataException("A stored state has more bytes than it should.");
    }

    private static T[] Many<T>(StateReader reader, Func<StateReader, T> read)
    {
        var items = new T[reader.Count()];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = read(reader);
        }

        return items;
    }

    private static void Write(StateWriter writer, PartitionPosition position)
    {
        writer.Text(position.Topic);
        writer.Id(position.TopicId);
        writer.Number(position.Partition);
        writer.Number(position.LeaderEpoch);
        writer.Number(position.Received);
        writer.Number(position.Received - position.Applied);
    }

    private static PartitionPosition ReadPosition(StateReader reader)
    {
        var position = new PartitionPosition(reader.RequiredText(), reader.Id(), (int)reader.Number(), (int)reader.Number(), reader.Number(), 0);
        return position with { Applied = position.Received - reader.Number() };
    }

    private T? Own<T>(StateReader reader)
        where T : class => format.Read<T>(reader.Bytes());

    // 0: none. 1: of a redrive. 2: of a delivery, written out. From 3: of a delivery from the partition of the position at that index.
    private void Write(StateWriter writer, PendingOutputs? outputs, PartitionPosition[] positions)
    {
        if (outputs is null)
        {
            writer.Number(0);
            return;
        }

        var index = outputs.Origin is { } from ? Array.FindIndex(positions, position => IsOf(position, from)) : -1;
        writer.Number(outputs.Origin is null ? 1 : index + 3);
        if (outputs.Origin is { } origin)
        {
            writer.Text(origin.Group);
            if (index < 0)
            {
                writer.Text(origin.Topic);
                writer.Id(origin.TopicId);
                writer.Number(origin.Partition);
            }
        }

        writer.Number(outputs.Outputs.Length);
        foreach (var output in outputs.Outputs)
        {
            writer.Number(output.Offset);
            writer.Text(output.Event.Topic);
            writer.Text(output.Event.Key);
            writer.Event(output.Event.Event, format);
        }
    }

    private PendingOutputs? ReadOutputs(StateReader reader, PartitionPosition[] positions)
    {
        var kind = reader.Count();
        return kind == 0 ? null : new PendingOutputs(
            kind == 1 ? null : ReadOrigin(reader, kind == 2 ? null : positions[kind - 3]),
            Many(reader, ReadOutput));
    }

    private static DeliveryOrigin ReadOrigin(StateReader reader, PartitionPosition? position)
    {
        var group = reader.RequiredText();
        return position is null
            ? new DeliveryOrigin(group, reader.RequiredText(), reader.Id(), (int)reader.Number())
            : new DeliveryOrigin(group, position.Topic, position.TopicId, position.Partition);
    }

    private PendingOutput ReadOutput(StateReader reader) =>
        new(reader.Number(), new OutgoingEvent(reader.RequiredText(), reader.Text(), reader.Event(format)));

    private void Write(StateWriter writer, DeferredEvent deferred)
    {
        writer.Event(deferred.Event, format);
        writer.Text(deferred.Group);
        writer.Text(deferred.Topic);
        writer.Number(deferred.Partition);
        writer.Number(deferred.Offset);
        writer.Time(deferred.Since);
        writer.Number(deferred.AwaitedTopics.Length);
        foreach (var topic in deferred.AwaitedTopics)
        {
            writer.Text(topic);
        }
    }

    private DeferredEvent ReadDeferred(StateReader reader) => new(
        reader.Event(format), reader.Text(), reader.RequiredText(), (int)reader.Number(), reader.Number(), reader.Time(), Many(reader, topic => topic.RequiredText()));

    private DeferredEvent ReadOldDeferred(StateReader reader) => new(reader.Event(format), null, "", -1, -1, DateTimeOffset.UnixEpoch, []);

    private static bool IsOf(PartitionPosition position, DeliveryOrigin origin) =>
        position.Partition == origin.Partition && position.TopicId == origin.TopicId && string.Equals(position.Topic, origin.Topic, StringComparison.Ordinal);
}
