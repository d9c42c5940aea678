using System.Globalization;
using System.Text;
using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Hosting.Admin;

/// <summary>What operators do with dead letters. Thread-safe.</summary>
internal sealed class DeadLetterOperations(IKafkaTopicReader reader, [FromKeyedServices(EventPublisher.ProducerName)] IKafkaProducer producer)
{
    private const string Suffix = ".dlq";

    /// <summary>Dead letters of a topic; null where it has no dead-letter topic.</summary>
    public Task<TopicPage?> ListAsync(TopicQuery query, string? errorType, CancellationToken cancellationToken) => reader.ReadAsync(
        query with { Topic = TopicOf(query.Topic), Filter = errorType is null ? null : record => string.Equals(Provenance.Of(record, DeadLetterHeaders.ErrorType), errorType, StringComparison.Ordinal) },
        cancellationToken);

    /// <summary>One dead letter, or null.</summary>
    public Task<KafkaRecord?> FindAsync(string topic, int partition, long offset, CancellationToken cancellationToken) =>
        reader.FindAsync(TopicOf(topic), partition, offset, cancellationToken);

    /// <summary>
    /// Reinjects a dead letter, as a new record at the end of the partition it came from. It stays the event it was: where the
    /// record carried no id, it gets the one that followed from its first position, and so counts once, however often and by
    /// however many groups' dead letters it is reinjected.
    /// </summary>
    /// <param name="deadLetter">A dead letter that is parked nowhere and has its bytes.</param>
    /// <param name="cancellationToken">Stops waiting for room in the producer's queue.</param>
    /// <exception cref="EventNotAcknowledgedException">The record may or may not be stored.</exception>
    public async Task<SentRecord> ReinjectAsync(KafkaRecord deadLetter, CancellationToken cancellationToken)
    {
        var message = new KafkaMessage
        {
            Topic = Provenance.Of(deadLetter, DeadLetterHeaders.Topic)!,
            Partition = PartitionOf(deadLetter),
            Key = deadLetter.Key,
            Value = deadLetter.Value,
            Headers = [.. Provenance.RecordHeaders(deadLetter), .. FirstId(deadLetter)],
        };
        try
        {
            return await producer.SendAsync(message, cancellationToken);
        }
        catch (KafkaStreamException exception) when (exception.IsTransient)
        {
            throw new EventNotAcknowledgedException(message.Topic, exception) { KeepsItsId = true };
        }
    }

    // An envelope's own id still counts before a header's.
    private static IEnumerable<KeyValuePair<string, byte[]?>> FirstId(KafkaRecord deadLetter)
    {
        if (EventIds.IsAbsent(EventIdIn(deadLetter))
            && PartitionOf(deadLetter) is { } partition
            && long.TryParse(Provenance.Of(deadLetter, DeadLetterHeaders.Offset), NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            var topicId = Guid.TryParse(Provenance.Of(deadLetter, DeadLetterHeaders.TopicId), out var id) ? id : Guid.Empty;
            yield return new(EventHeaders.EventId, Encoding.UTF8.GetBytes(EventIds.ForRecord(Provenance.Of(deadLetter, DeadLetterHeaders.Topic)!, topicId, partition, offset)));
        }
    }

    // The dead-letter topic need not have as many partitions as the one it serves; a dead letter that does not say goes where its key does.
    private static int? PartitionOf(KafkaRecord deadLetter) =>
        int.TryParse(Provenance.Of(deadLetter, DeadLetterHeaders.Partition), NumberStyles.None, CultureInfo.InvariantCulture, out var partition) ? partition : null;

    private static string? EventIdIn(KafkaRecord deadLetter) =>
        Provenance.RecordHeaders(deadLetter).LastOrDefault(header => string.Equals(header.Key, EventHeaders.EventId, StringComparison.Ordinal)).Value is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private static string TopicOf(string topic) => topic.EndsWith(Suffix, StringComparison.Ordinal) ? topic : topic + Suffix;
}
