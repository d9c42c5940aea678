using System.Text;
using Orleans.Serialization;

namespace Orleans.Streaming.Kafka;

/// <summary>Finds the stream a record belongs to and decodes its event; or says why it is a dead letter. Thread-safe.</summary>
internal sealed class StreamRecordReader(string topic, KafkaStreamTopicOptions options, IRecordDecoder providerDecoder)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _namespace = Encoding.UTF8.GetBytes(topic);
    private readonly IRecordDecoder _decoder = options.Decoder ?? providerDecoder;

    /// <summary>The key of the stream that the keyless records of a partition form.</summary>
    public static byte[] KeyOfPartition(int partition) => Encoding.UTF8.GetBytes($"partition:{partition}");

    /// <summary>The stream's key for a record; not checked yet.</summary>
    public static byte[] KeyOf(KafkaRecord record) => record.Key ?? KeyOfPartition(record.Position.Partition);

    public bool TryRead(KafkaRecord record, out StreamId stream, out object value, out DeadLetterReason reason)
    {
        value = "";
        return TryReadStream(record, out stream, out reason) && TryDecode(record, out value, out reason);
    }

    private bool TryReadStream(KafkaRecord record, out StreamId stream, out DeadLetterReason reason)
    {
        stream = default;
        if (record.Key is null && options.Keyless == KeylessStreamRecords.DeadLetter)
        {
            reason = new DeadLetterReason("no-key", "the record has no key, so it belongs to no stream", null, 0);
            return false;
        }

        if (CheckKey(record) is { } problem)
        {
            reason = new DeadLetterReason("bad-key", problem, null, 0);
            return false;
        }

        stream = StreamId.Create(_namespace, KeyOf(record));
        reason = default;
        return true;
    }

    private bool TryDecode(KafkaRecord record, out object value, out DeadLetterReason reason)
    {
        DecodedRecord decoded;
        try
        {
            decoded = _decoder.Decode(record);
        }
        catch (Exception e) when (e is not CodecNotFoundException)
        {
            // A decoder that throws rejects: a record must never stop its partition. A serializer that this silo lacks does.
            decoded = DecodedRecord.Reject("decoder-failed", $"{e.GetType().Name}: {e.Message}");
        }

        value = decoded.Value!;
        reason = decoded.Value is null
            ? new DeadLetterReason(decoded.ErrorType ?? "refused", decoded.Error ?? "the decoder gave no reason", null, 0)
            : default;
        return decoded.Value is not null;
    }

    // What can't be a grain's key can't be an implicit subscriber's.
    private static string? CheckKey(KafkaRecord record)
    {
        try
        {
            return record.Key is not null && EntityId.Check(StrictUtf8.GetString(record.Key)) is { } wrong ? $"the record key {wrong}" : null;
        }
        catch (DecoderFallbackException)
        {
            return "the record key is not valid UTF-8";
        }
    }
}
