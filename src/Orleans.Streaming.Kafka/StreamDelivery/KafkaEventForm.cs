namespace Orleans.Streaming.Kafka;

/// <summary>Makes and reads <see cref="KafkaEvent{T}"/> where <typeparamref name="TEvent"/> is one. Pure.</summary>
/// <typeparam name="TEvent">What a stream is got as.</typeparam>
internal abstract class KafkaEventForm<TEvent>
{
    /// <summary>The form; null where <typeparamref name="TEvent"/> is no <see cref="KafkaEvent{T}"/>.</summary>
    public static readonly KafkaEventForm<TEvent>? Instance = Create();

    /// <summary>The event as subscribers get it, or null where the value is no event of theirs.</summary>
    public abstract StreamEventValue.Some<TEvent>? Read(object value, StreamEventMetadata metadata, StreamId stream, RecordPosition position);

    /// <summary>The record of an event, without topic and key.</summary>
    /// <exception cref="ArgumentNullException">It has neither a value nor is it a tombstone.</exception>
    public abstract KafkaMessage Write(TEvent @event, IStreamEventEncoder encoder, KafkaMessage template);

    private static KafkaEventForm<TEvent>? Create() => typeof(TEvent).IsGenericType && typeof(TEvent).GetGenericTypeDefinition() == typeof(KafkaEvent<>)
        ? (KafkaEventForm<TEvent>)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(typeof(TEvent), typeof(TEvent).GetGenericArguments()[0]))!
        : null;

    private sealed class Typed<T> : KafkaEventForm<TEvent>
    {
        public override StreamEventValue.Some<TEvent>? Read(object value, StreamEventMetadata metadata, StreamId stream, RecordPosition position)
        {
            var isTombstone = value is Tombstone;
            var item = isTombstone ? default(StreamEventValue.Some<T>) : StreamEventValue.As<T>(value);
            if (item is null)
            {
                return null;
            }

            object result = new KafkaEvent<T>
            {
                Value = item.Value.Value,
                IsTombstone = isTombstone,
                Headers = metadata.Headers ?? [],
                Timestamp = metadata.Timestamp,
                Key = metadata.HasKey ? stream.GetKeyAsString() : null,
                Position = position,
            };
            return new StreamEventValue.Some<TEvent>((TEvent)result);
        }

        public override KafkaMessage Write(TEvent @event, IStreamEventEncoder encoder, KafkaMessage template)
        {
            var typed = (KafkaEvent<T>)(object)@event!;
            if (!typed.IsTombstone)
            {
                ArgumentNullException.ThrowIfNull(typed.Value, "item");
            }

            return template with
            {
                Value = typed.IsTombstone ? null : encoder.Encode(typed.Value!),
                Headers = [.. typed.Headers, .. template.Headers],
                Timestamp = typed.Timestamp,
            };
        }
    }
}
