using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>Decodes values with an asynchronous deserializer of Confluent.Kafka's, ahead of their dispatch. Thread-safe as that is.</summary>
internal sealed class ConfluentAsyncRecordDecoder<TEvent>(IAsyncDeserializer<TEvent> deserializer, IFailureClassifier classifier) : IAsyncRecordDecoder
    where TEvent : notnull
{
    // For as long as the record is there: what is dropped with its assignment needs no removal.
    private readonly ConditionalWeakTable<KafkaRecord, object> _prepared = new();

    public async ValueTask PrepareAsync(KafkaRecord record, CancellationToken cancellationToken)
    {
        DecodedRecord decoded;
        try
        {
            decoded = await DeserializeAsync(record);
        }
        catch (Exception e) when (!MayPass(e))
        {
            decoded = DecodedRecord.Reject("decoder-failed", $"{e.GetType().Name}: {e.Message}");
        }

        cancellationToken.ThrowIfCancellationRequested();
        _prepared.AddOrUpdate(record, decoded);
    }

    // What was not prepared is read again for one subscriber, on a thread that reads nothing else.
    public DecodedRecord Decode(KafkaRecord record)
    {
        if (_prepared.TryGetValue(record, out var prepared))
        {
            _prepared.Remove(record);
            return (DecodedRecord)prepared;
        }

        return DeserializeAsync(record).GetAwaiter().GetResult();
    }

    private async Task<DecodedRecord> DeserializeAsync(KafkaRecord record)
    {
        var headers = new Headers();
        foreach (var (name, value) in record.Headers)
        {
            headers.Add(name, value);
        }

        return await deserializer.DeserializeAsync(record.Value, record.Value is null, new SerializationContext(MessageComponentType.Value, record.Position.Topic, headers)) is { } decoded
            ? DecodedRecord.Of(decoded)
            : DecodedRecord.Reject("null-value", "the deserializer made null of the record");
    }

    // A registry that says it has no such schema answers for the record; one that can't answer does not.
    private bool MayPass(Exception error) => HttpStatus.Of(error) is { } status
        ? status is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
        : classifier.Classify(error) == FailureKind.Transient;

    /// <summary>Finds what a server answered. Thread-safe.</summary>
    private static class HttpStatus
    {
        private const string Property = "Status";

        private static readonly ConcurrentDictionary<Type, Func<Exception, HttpStatusCode>?> Properties = new();

        /// <summary>The status an exception or its causes carry; or null. The registry's client has a property of its own for it.</summary>
        public static HttpStatusCode? Of(Exception error)
        {
            for (var cause = error; cause is not null; cause = cause.InnerException)
            {
                if (cause is HttpRequestException { StatusCode: { } status })
                {
                    return status;
                }

                if (Properties.GetOrAdd(cause.GetType(), Find) is { } property)
                {
                    return property(cause);
                }
            }

            return null;
        }

        private static Func<Exception, HttpStatusCode>? Find(Type type) => type.GetProperty(Property) is { } property && property.PropertyType == typeof(HttpStatusCode)
            ? error => (HttpStatusCode)property.GetValue(error)!
            : null;
    }
}
