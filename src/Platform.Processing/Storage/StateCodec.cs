namespace Platform.Processing;

/// <summary>
/// The stored form of an entity: a version, then its parts, packed. A state is written with every batch of events, and fat
/// rows are slow. Thread-safe.
/// </summary>
/// <remarks>
/// The entity (by Orleans' serializer), positions, recent ids, outputs, deferred events, rejections and quarantine (by
/// Orleans' serializer, for they are rare), the last sequence. Version 3 has outputs of several partitions; where they are all of one,
/// version 2 is written, which more builds read. Version 4 is 3 with a quarantine whose event an operator accepted, which builds that know up
/// to 3 would drop when they write. Version 1, which is read too, has deferred events without their
/// positions and times. Any other version is an error: nothing here guesses.
/// </remarks>
/// <typeparam name="TState">The entity's own state.</typeparam>
/// <param name="format">How the application's own types are stored.</param>
internal sealed class StateCodec<TState>(StateFormat format)
    where TState : class
{
    /// <summary>The version that is written, and the newest that is read.</summary>
    public const byte Version = 4;

    private const byte OriginsVersion = 3;
    private const byte OneOriginVersion = 2;
    private const byte OldestVersion = 1;

    /// <summary>Packs a state.</summary>
    /// <param name="state">The state.</param>
    public byte[] Pack(ProcessingState<TState> state) => Pack(state, state.Outputs);

    /// <summary>Packs a state with other outputs than its own.</summary>
    /// <param name="state">The state.</param>
    /// <param name="outputs">The outputs.</param>
    public byte[] Pack(ProcessingState<TState> state, PendingOutput[] outputs)
    {
        using var writer = StateWriter.Begin(format.Texts);
        var version = VersionOf(state, outputs);
        writer.Byte(version);
        format.Write(writer, state.Entity);
        writer.Number(state.Positions.Length);
        foreach (var position in state.Positions)
        {
            Write(writer, position);
        }

        writer.Bytes(state.RecentIds);
        Write(writer, outputs, state.Positions, version);
        writer.Number(state.Deferred.Length);
        foreach (var deferred in state.Deferred)
        {
            Write(writer, deferred);
        }

        format.Write(writer, state.Rejections.Length == 0 ? null : state.Rejections);
        format.Write(writer, state.Quarantine);
        writer.Number(state.LastSequence);
        return writer.ToArray();
    }

    /// <summary>Unpacks a state; null or nothing is the state of an entity that has none.</summary>
    /// <param name="packed">What <see cref="Pack(ProcessingState{TState})"/> gave.</param>
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
            Outputs = ReadOutputs(reader, positions, version),
            Deferred = Many<DeferredEvent>(reader, version == OldestVersion ? ReadOldDeferred : ReadDeferred),
            Rejections = Own<Rejection[]>(reader) ?? [],
            Quarantine = Own<Quarantine>(reader),
            LastSequence = reader.Number(),
        };
        return reader.IsAtEnd ? state : throw new InvalidDataException("A stored state has more bytes than it should.");
    }

    // The oldest that can say it.
    private static byte VersionOf(ProcessingState<TState> state, PendingOutput[] outputs) => state.Quarantine is { IsAccepted: true }
        ? Version
        : MayHaveOneOrigin(outputs) ? OneOriginVersion : OriginsVersion;

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

    private static bool MayHaveOneOrigin(PendingOutput[] outputs)
    {
        foreach (var output in outputs)
        {
            if (output.Origin != outputs[0].Origin)
            {
                return false;
            }
        }

        return true;
    }

    // Runs of outputs with one origin; version 2 has one run and does not count it.
    private void Write(StateWriter writer, PendingOutput[] outputs, PartitionPosition[] positions, byte version)
    {
        if (version == OneOriginVersion)
        {
            WriteRun(writer, outputs, positions);
            return;
        }

        for (var start = 0; start < outputs.Length;)
        {
            var end = start + 1;
            while (end < outputs.Length && outputs[end].Origin == outputs[start].Origin)
            {
                end++;
            }

            WriteRun(writer, outputs.AsSpan(start..end), positions);
            start = end;
        }

        WriteRun(writer, [], positions);
    }

    // 0: none. 1: of a redrive. 2: of a delivery, written out. From 3: of a delivery from the partition of the position at that index.
    private void WriteRun(StateWriter writer, ReadOnlySpan<PendingOutput> outputs, PartitionPosition[] positions)
    {
        if (outputs.IsEmpty)
        {
            writer.Number(0);
            return;
        }

        var index = outputs[0].Origin is { } from ? IndexOf(positions, from) : -1;
        writer.Number(outputs[0].Origin is null ? 1 : index + 3);
        if (outputs[0].Origin is { } origin)
        {
            writer.Text(origin.Group);
            if (index < 0)
            {
                writer.Text(origin.Topic);
                writer.Id(origin.TopicId);
                writer.Number(origin.Partition);
            }
        }

        writer.Number(outputs.Length);
        foreach (var output in outputs)
        {
            writer.Number(output.Offset);
            writer.Text(output.Event.Topic);
            writer.Text(output.Event.Key);
            writer.Event(output.Event.Event, format);
        }
    }

    private PendingOutput[] ReadOutputs(StateReader reader, PartitionPosition[] positions, byte version)
    {
        var outputs = ReadRun(reader, positions);
        var run = outputs;
        while (version > OneOriginVersion && run.Length > 0)
        {
            run = ReadRun(reader, positions);
            outputs = [.. outputs, .. run];
        }

        return outputs;
    }

    private PendingOutput[] ReadRun(StateReader reader, PartitionPosition[] positions)
    {
        var kind = reader.Count();
        if (kind == 0)
        {
            return [];
        }

        var origin = kind == 1 ? null : ReadOrigin(reader, kind == 2 ? null : positions[kind - 3]);
        return Many(reader, item => ReadOutput(item, origin));
    }

    private static DeliveryOrigin ReadOrigin(StateReader reader, PartitionPosition? position)
    {
        var group = reader.RequiredText();
        return position is null
            ? new DeliveryOrigin(group, reader.RequiredText(), reader.Id(), (int)reader.Number())
            : new DeliveryOrigin(group, position.Topic, position.TopicId, position.Partition);
    }

    private PendingOutput ReadOutput(StateReader reader, DeliveryOrigin? origin) =>
        new(origin, reader.Number(), new OutgoingEvent(reader.RequiredText(), reader.Text(), reader.Event(format)));

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

    private static int IndexOf(PartitionPosition[] positions, DeliveryOrigin origin)
    {
        for (var i = 0; i < positions.Length; i++)
        {
            if (IsOf(positions[i], origin))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsOf(PartitionPosition position, DeliveryOrigin origin) =>
        position.Partition == origin.Partition && position.TopicId == origin.TopicId && string.Equals(position.Topic, origin.Topic, StringComparison.Ordinal);
}
